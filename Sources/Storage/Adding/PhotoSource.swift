import Cryptography
public import Foundation
import ImageOps
public import Journal
public import Messages

/// A photo could not be read from its source, for instance a failing USB stick. The journal itself is fine.
public struct UnreadablePhoto: Error, CustomStringConvertible {
    /// The system's words for it.
    let detail: String

    /// What is to be said of it, as a clause.
    public var problem: CodedMessage { CodedMessage("picture.unread", ["detail": .text(detail)]) }

    /// The clause in English.
    public var description: String { problem.english }
}

/// Where a photo comes from.
public struct PhotoSource: Sendable {
    private let content: Content
    /// What its file was called, if that may say when it was taken.
    public var name: String?
    /// When its file was last changed, if that may say when it was taken.
    public var changed: Timestamp?

    private enum Content: Sendable {
        case bytes(Data)
        case file(FileHandle)
        case stream(size: Int, @Sendable ((UnsafeRawBufferPointer) -> Void) throws -> Void)
    }

    /// The photo file's bytes.
    public static func bytes(_ bytes: Data) -> PhotoSource { PhotoSource(content: .bytes(bytes)) }

    /// A regular file, open for reading. It is not loaded whole if that can be avoided; its position is neither used
    /// nor moved.
    public static func file(_ file: FileHandle) -> PhotoSource { PhotoSource(content: .file(file)) }

    /// A photo file's bytes, handed over piece by piece, as often as they are asked for, by what may throw.
    ///
    /// - Parameter size: how many bytes.
    public static func stream(
        size: Int, _ read: @escaping @Sendable ((UnsafeRawBufferPointer) -> Void) throws -> Void
    ) -> PhotoSource {
        PhotoSource(content: .stream(size: size, read))
    }

    /// SHA-256 of the photo file's bytes.
    ///
    /// - Throws: ``UnreadablePhoto``.
    func digest() throws -> Digest {
        switch content {
        case .bytes(let bytes): return SHA256.digest(of: bytes)
        case .file(let file):
            var hash = SHA256()
            try PhotoSource.read(file) { hash.update($0) }
            return hash.finish()
        case .stream(_, let read):
            var hash = SHA256()
            try read { hash.update($0) }
            return hash.finish()
        }
    }

    /// Decodes the photo. Blocks: not for the cooperative pool.
    ///
    /// - Throws: `PictureError`, ``UnreadablePhoto``.
    func picture(_ limits: PictureLimits = .standard) throws -> Picture {
        switch content {
        case .bytes(let bytes): return try Picture(photo: bytes, limits: limits)
        case .file(let file):
            if let picture = try Picture(streaming: file.fileDescriptor, limits: limits) { return picture }
            let memory = try PictureMemory(wholeFile: file.fileDescriptor, limits: limits)
            var bytes = Data()
            try PhotoSource.read(file) { bytes += $0 }
            return try Picture(photo: bytes, limits: limits, memory: memory)
        case .stream(let size, let read):
            func readAll() throws -> Data {
                var bytes = Data()
                try read { bytes += $0 }
                return bytes
            }
            var memory: PictureMemory? = try PictureMemory(reading: size)
            var bytes = try readAll()
            let held = PictureMemory.held(decoding: bytes, limits: limits)
            if held > 0 {
                // Whoever waits for more while holding some could wait for others who do the same.
                (bytes, memory) = (Data(), nil)
                memory = try PictureMemory(reading: size, decoding: held)
                bytes = try readAll()
            }
            return try Picture(photo: bytes, limits: limits, memory: memory)
        }
    }

    private static func read(_ file: FileHandle, _ consume: (UnsafeRawBufferPointer) -> Void) throws {
        try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
            var position: off_t = 0
            while true {
                let count = pread(file.fileDescriptor, buffer.baseAddress, buffer.count, position)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw UnreadablePhoto(detail: String(cString: strerror(errno))) }
                guard count > 0 else { return }
                consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                position += off_t(count)
            }
        }
    }
}
