public import OperatingSystem

/// The one lock of a journal's folder, which whoever opens, migrates, commits or checkpoints holds: see ``Store``.
///
/// SQLite's own locks would not do: before 3.51.3 a checkpoint that overlaps another connection's commit can lose
/// data, so this program never lets the two overlap.
public struct JournalLock: Sendable {
    private let path: String

    /// The lock of the journal in `folder`.
    public init(_ folder: JournalFolder) {
        path = folder.lock
    }

    /// Runs `body` while holding the lock. Blocks the calling thread: not for the cooperative pool.
    ///
    /// - Throws: ``StoreError/busy(_:)`` when others held it for `timeout`, ``StoreError/disk(_:)`` when the file
    ///   cannot be opened, and what `body` throws.
    public func whileHeld<Value>(timeout: Duration, _ body: () throws -> Value) throws -> Value {
        let holder: FileLock.Holder?
        do {
            holder = try FileLock(path: path).hold(waitingAtMost: timeout)
        } catch {
            throw StoreError(error)
        }
        guard let holder else {
            throw StoreError.busy("The journal is busy: another program has locked \(path). Try again in a moment.")
        }
        // The lock ends with its holder, which without this may be released once it is no longer used.
        defer { withExtendedLifetime(holder) {} }
        return try body()
    }
}

extension StoreError {
    /// What the operating system refused, as a failure of the disk.
    public init(_ error: SystemError) {
        self = .disk(error.description)
    }
}
