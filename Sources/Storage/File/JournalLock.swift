import Messages
import OperatingSystem

/// The single lock of a journal's folder, held by whoever opens, migrates, commits or checkpoints: see ``Store``.
///
/// SQLite's own locks are not enough: before 3.51.3, a checkpoint that overlaps another connection's commit can lose
/// data, so this program never lets the two overlap.
public struct JournalLock: Sendable {
    private let path: String

    /// The lock of the journal in `folder`.
    public init(_ folder: JournalFolder) {
        path = folder.lock
    }

    /// Runs `body` while holding the lock. Blocks the calling thread: not for the cooperative pool.
    ///
    /// - Throws: ``StoreError/busy(_:)`` if others held it for all of `timeout`, ``StoreError/disk(_:)`` if the file
    ///   cannot be opened, and what `body` throws.
    public func whileHeld<Value>(timeout: Duration, _ body: () throws -> Value) throws -> Value {
        let holder: FileLock.Holder?
        do {
            holder = try FileLock(path: path).hold(waitingAtMost: timeout)
        } catch {
            throw StoreError(writing: error)
        }
        guard let holder else {
            throw StoreError.busy(CodedMessage("store.locked", ["path": .text(path)]))
        }
        // Without this, the holder could be released right after its last use, and the lock with it.
        defer { withExtendedLifetime(holder) {} }
        return try body()
    }
}
