import Foundation
package import Messages

/// A new file that stores the body of a response as it arrives. It is closed when the last reference goes.
package final class FileSink: Sendable {
    /// The most bytes it accepts.
    let limit: Int
    private let path: String
    private let descriptor: Int32

    /// Throws `.item` if the file cannot be created, for example because it already exists.
    package init(_ path: String, limit: Int) throws(RemoteError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .item(Self.problem(errno, path)) }
        self.path = path
        self.limit = limit
    }

    deinit {
        close(descriptor)
    }

    /// Writes all bytes, over those of an earlier attempt. Returns what went wrong, or `nil`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> CodedMessage? {
        writeAll(bytes, to: descriptor, at: offset).map { Self.problem($0, path) }
    }

    /// Truncates the file to this size, in case an earlier attempt wrote more, and syncs it to disk. Blocks.
    package func finish(count: Int) throws(RemoteError) {
        guard ftruncate(descriptor, off_t(count)) == 0, fsync(descriptor) == 0 else {
            throw .refused(Self.problem(errno, path))
        }
    }

    private static func problem(_ code: Int32, _ path: String) -> CodedMessage {
        CodedMessage("file.unwritable", ["path": .text(path), "detail": .text(String(cString: strerror(code)))])
    }
}

/// Writes all bytes at an offset in a file. Returns `errno`, or `nil`.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) -> Int32? {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = pwrite(file, rest.baseAddress, rest.count, off_t(offset + done))
        if written > 0 { done += written } else if errno != EINTR { return errno }
    }
    return nil
}
