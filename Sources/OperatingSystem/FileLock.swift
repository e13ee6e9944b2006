import Foundation

/// An exclusive lock between processes: `flock` on a file of its own. The kernel releases it when its holder dies.
///
/// Each holder opens the file separately, so the lock also works between two holders in one process.
public struct FileLock: Sendable {
    private let path: String

    /// The lock on the file at `path`, which is created when the lock is first taken.
    public init(path: String) {
        self.path = path
    }

    /// Takes the lock and keeps it until the returned holder is released or the process dies; `nil` if others held it
    /// for all of `timeout`. Blocks the calling thread: not for the cooperative pool.
    public func hold(waitingAtMost timeout: Duration) throws(SystemError) -> Holder? {
        try take(LOCK_EX, waitingAtMost: timeout, open)
    }

    /// Keeps others from holding the lock, and lets them share it: for those who may only read, and not create the lock's file.
    public func share(waitingAtMost timeout: Duration) throws(SystemError) -> Holder? {
        try take(LOCK_SH, waitingAtMost: timeout) { () throws(SystemError) in try open(O_RDONLY | O_CLOEXEC) }
    }

    private func take(
        _ kind: Int32, waitingAtMost timeout: Duration, _ open: () throws(SystemError) -> Holder
    ) throws(SystemError) -> Holder? {
        let deadline = ContinuousClock.now + timeout
        var holder = try open()
        var pause: UInt32 = 200
        while true {
            if flock(holder.file, kind | LOCK_NB) == 0 {
                if isInPlace(holder) { return holder }
                holder = try open()
                continue
            }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemError(.lock, path) }
            guard ContinuousClock.now < deadline else { return nil }
            // `flock` cannot wait with a deadline, so this polls, with growing pauses.
            usleep(pause)
            pause = min(pause * 3 / 2, 10_000)
        }
    }

    /// Takes the lock and keeps it until the returned holder is released or the process dies; `nil` if another process
    /// or thread has it.
    public func tryToHold() throws(SystemError) -> Holder? {
        while true {
            let holder = try open()
            guard flock(holder.file, LOCK_EX | LOCK_NB) == 0 else { return nil }
            if isInPlace(holder) { return holder }
        }
    }

    /// The same, and leaves a message for others who find the lock held.
    public func tryToHold(saying word: String) throws(SystemError) -> Holder? {
        guard let holder = try tryToHold() else { return nil }
        ftruncate(holder.file, 0)
        _ = word.withCString { pwrite(holder.file, $0, strlen($0), 0) }
        return holder
    }

    /// The last holder's message; `nil` if there is none.
    public var word: String? {
        let word = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return word.isEmpty ? nil : word
    }

    private func open() throws(SystemError) -> Holder {
        try open(O_RDWR | O_CREAT | O_CLOEXEC)
    }

    private func open(_ flags: Int32) throws(SystemError) -> Holder {
        let file = Foundation.open(path, flags, 0o600)
        guard file >= 0 else { throw SystemError(.open, path) }
        return Holder(file: file)
    }

    /// Whether the file that was locked is still the one at the path. If it was replaced before it was locked, whoever comes
    /// next locks another file.
    private func isInPlace(_ holder: Holder) -> Bool {
        var (locked, named) = (stat(), stat())
        return fstat(holder.file, &locked) == 0 && stat(path, &named) == 0
            && (locked.st_dev, locked.st_ino) == (named.st_dev, named.st_ino)
    }

    /// Holds the lock for as long as this object lives.
    public final class Holder: Sendable {
        fileprivate let file: Int32

        fileprivate init(file: Int32) {
            self.file = file
        }

        deinit {
            // Closing alone would not be enough: a process being started on another thread has a copy of the descriptor
            // until it execs, and the lock lives as long as its last copy.
            flock(file, LOCK_UN)
            close(file)
        }
    }
}
