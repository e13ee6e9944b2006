import Foundation
import GRDB
import Synchronization

/// The write-ahead log, and when to checkpoint it.
///
/// All of this happens after a commit, so it never fails: the commit stands even if a checkpoint is impossible, and its
/// writer must not be told otherwise and write again.
final class WriteAheadLog: Sendable {
    private let path: String
    private let limit: Int64
    /// Whether the log holds something that must not stay in it and could not be removed yet.
    private let mustBeEmptied = Atomic(false)

    /// The log at `path`.
    ///
    /// - Parameter limit: the size in bytes beyond which it is checkpointed.
    init(path: String, limit: Int64) {
        self.path = path
        self.limit = limit
    }

    /// Checkpoints the log if it is long, or if nothing may stay in it.
    func seeTo(_ db: Database, leavingNoLog: Bool) {
        if leavingNoLog {
            mustBeEmptied.store(true, ordering: .relaxed)
            empty(db)
        } else if bytes > limit {
            if mustBeEmptied.load(ordering: .relaxed) { emptyAtOnce(db) }
            // Whatever remains, for instance on a full disk, is left to the next checkpoint.
            _ = try? db.checkpoint(.passive)
        }
    }

    /// Checkpoints and empties the log while nobody writes: another process may also have left something in it that
    /// must not stay there.
    ///
    /// - Returns: whether it succeeded; if not, try again later.
    func emptyWhenIdle(_ db: Database) -> Bool {
        guard bytes > 0 else { return true }
        emptyAtOnce(db)
        // As far as readers allow.
        if bytes > 0 { _ = try? db.checkpoint(.passive) }
        return bytes == 0
    }

    /// Empties the log, waiting for readers for up to the connection's busy timeout.
    private func empty(_ db: Database) {
        guard (try? db.checkpoint(.truncate)) != nil else { return }
        mustBeEmptied.store(false, ordering: .relaxed)
    }

    /// Empties the log unless somebody is reading.
    private func emptyAtOnce(_ db: Database) {
        let patience = try? Int.fetchOne(db, sql: "PRAGMA busy_timeout")
        try? db.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? db.execute(sql: "PRAGMA busy_timeout = \(patience ?? 0)") }
        empty(db)
    }

    private var bytes: Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}
