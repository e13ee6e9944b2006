import Cryptography
import Foundation
import Messages

/// An open file to send. Its size is the one it had when it was opened; it is closed when the last reference goes.
package final class BodyFile: Sendable {
    /// In bytes.
    let count: Int
    private let path: String
    private let descriptor: Int32

    /// Throws `.item` if there is no such file, or if it is not a regular file.
    package init(_ path: String) throws(RemoteError) {
        // Without O_NONBLOCK, opening a pipe that has no writer would wait forever.
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

    /// Fills the space as far as the file reaches. Returns how many bytes, or `nil` if the file has been shortened or
    /// cannot be read.
    func copy(to space: UnsafeMutableRawBufferPointer, from offset: Int) -> Int? {
        let wanted = min(space.count, count - offset)
        guard wanted > 0 else { return 0 }
        while true {
            let got = pread(descriptor, space.baseAddress, wanted, off_t(offset))
            if got > 0 { return got }
            if got == 0 || errno != EINTR { return nil }
        }
    }

    /// The SHA-256 of the whole file. Blocks.
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
