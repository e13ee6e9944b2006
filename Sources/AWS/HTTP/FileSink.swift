import Foundation
package import Messages

/// A new file that takes an answer's body piece by piece. It is closed when nobody uses it any more.
package final class FileSink: Sendable {
    /// How many bytes it takes at most.
    let limit: Int
    private let path: String
    private let descriptor: Int32

    /// Throws `.item` when the file cannot be made, for example because there already is one.
    package init(_ path: String, limit: Int) throws(RemoteError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .item(Self.problem(errno, path)) }
        self.path = path
        self.limit = limit
    }

    deinit {
        close(descriptor)
    }

    /// Writes all bytes, over those of an attempt before; what is wrong, or `nil`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> CodedMessage? {
        writeAll(bytes, to: descriptor, at: offset).map { Self.problem($0, path) }
    }

    /// Makes sure that all is on the disk, and nothing is left of an earlier attempt that brought more. Blocks.
    package func finish(count: Int) throws(RemoteError) {
        guard ftruncate(descriptor, off_t(count)) == 0, fsync(descriptor) == 0 else {
            throw .refused(Self.problem(errno, path))
        }
    }

    private static func problem(_ code: Int32, _ path: String) -> CodedMessage {
        CodedMessage("file.unwritable", ["path": .text(path), "detail": .text(String(cString: strerror(code)))])
    }
}

/// Writes all bytes at a place in a file; the error's number, or `nil`.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) -> Int32? {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = pwrite(file, rest.baseAddress, rest.count, off_t(offset + done))
        if written > 0 { done += written } else if errno != EINTR { return errno }
    }
    return nil
}
