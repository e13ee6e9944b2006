import Foundation

/// An exclusive lock between processes: `flock` on a file of its own, which the kernel gives back when its holder
/// dies.
///
/// Each holder opens the file anew, so the lock also works between two holders in one process.
public struct FileLock: Sendable {
    private let path: String

    /// The lock on the file at `path`, made when it is first taken.
    public init(path: String) {
        self.path = path
    }

    /// Takes the lock until the answer is released or the process dies; `nil` when others held it for `timeout`. Blocks the
    /// calling thread: not for the cooperative pool.
    public func hold(waitingAtMost timeout: Duration) throws(SystemError) -> Holder? {
        let deadline = ContinuousClock.now + timeout
        let holder = try open()
        var pause: UInt32 = 200
        while flock(holder.file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemError("\(path) cannot be locked") }
            guard ContinuousClock.now < deadline else { return nil }
            // Nobody can be woken by flock and give up at a deadline, so it is asked again, first often, then less so.
            usleep(pause)
            pause = min(pause * 3 / 2, 10_000)
        }
        return holder
    }

    /// Takes the lock until the answer is released or the process dies; `nil` when somebody else has it.
    public func tryToHold() throws(SystemError) -> Holder? {
        let holder = try open()
        return flock(holder.file, LOCK_EX | LOCK_NB) == 0 ? holder : nil
    }

    /// The same, leaving a word for whoever finds it held.
    public func tryToHold(saying word: String) throws(SystemError) -> Holder? {
        guard let holder = try tryToHold() else { return nil }
        ftruncate(holder.file, 0)
        _ = word.withCString { pwrite(holder.file, $0, strlen($0), 0) }
        return holder
    }

    /// What its last holder said; `nil` when nothing.
    public var word: String? {
        let word = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return word.isEmpty ? nil : word
    }

    private func open() throws(SystemError) -> Holder {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError("\(path) cannot be opened") }
        return Holder(file: file)
    }

    /// Holds the lock for as long as it lives.
    public final class Holder: Sendable {
        fileprivate let file: Int32

        fileprivate init(file: Int32) {
            self.file = file
        }

        deinit {
            // Closing alone would not do: a process that is being started from another thread has a copy of the
            // descriptor until it becomes its program, and the lock lives as long as its last copy.
            flock(file, LOCK_UN)
            close(file)
        }
    }
}
