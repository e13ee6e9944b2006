import Cryptography
import Foundation
import Messages

/// An open file whose content is sent, of the size it had when it was opened. It is closed when nobody uses it any more.
package final class BodyFile: Sendable {
    /// In bytes.
    let count: Int
    private let path: String
    private let descriptor: Int32

    /// Throws `.item` when there is no such file, or when it is no file.
    package init(_ path: String) throws(RemoteError) {
        // Opening a pipe that nobody writes to would wait for good.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let detail = String(cString: strerror(errno))
            throw .item(CodedMessage("file.unreadable", ["path": .text(path), "detail": .text(detail)]))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .item(CodedMessage("file.none", ["path": .text(path)]))
        }
        self.path = path
        count = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Copies as many bytes as there is space for; how many, or `nil` when the file has become shorter or unreadable.
    func copy(to space: UnsafeMutableRawBufferPointer, from offset: Int) -> Int? {
        let wanted = min(space.count, count - offset)
        guard wanted > 0 else { return 0 }
        while true {
            let got = pread(descriptor, space.baseAddress, wanted, off_t(offset))
            if got > 0 { return got }
            if got == 0 || errno != EINTR { return nil }
        }
    }

    /// The SHA-256 of all of it. Blocks.
    func digest() throws(RemoteError) -> Digest {
        var hash = SHA256()
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while offset < count {
            guard let got = piece.withUnsafeMutableBytes({ copy(to: $0, from: offset) }) else {
                throw .item(CodedMessage("file.shortened", ["path": .text(path)]))
            }
            hash.update(piece[..<got])
            offset += got
        }
        return hash.finish()
    }
}
