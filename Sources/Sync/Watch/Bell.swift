import Foundation
public import Storage

/// A pipe whose ringing ends a sleep, and every later one.
public final class Bell: Sendable {
    /// Readable once it was rung.
    public let ear: Int32
    /// Rings when a byte is written to it, which a signal handler may do.
    public let button: Int32

    /// A bell that nobody has rung.
    ///
    /// - Throws: ``StoreError/disk(_:)`` when there are too many open files.
    public init() throws(StoreError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw .disk("The journal cannot be watched: \(String(cString: strerror(errno))).")
        }
        (ear, button) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(ear)
        close(button)
    }

    /// Rings it; from any thread.
    public func ring() {
        _ = write(button, "!", 1)
    }

    /// Whether it was rung.
    public var isRung: Bool {
        var ear = pollfd(fd: ear, events: Int16(POLLIN), revents: 0)
        return poll(&ear, 1, 0) == 1
    }
}
