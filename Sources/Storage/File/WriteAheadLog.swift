import Foundation
import GRDB
import Synchronization

/// The write-ahead log, and when it is taken into the file.
///
/// All of this comes after a commit, so it never fails: what is committed stays so, whatever keeps the log from being taken
/// into the file, and who wrote must not be told otherwise and write again.
final class WriteAheadLog: Sendable {
    private let path: String
    private let limit: Int64
    /// Whether something stands in the log that must not stay there, and that could not be taken out yet.
    private let mustBeEmptied = Atomic(false)

    /// The log at `path`.
    ///
    /// - Parameter limit: how long it may become, in bytes.
    init(path: String, limit: Int64) {
        self.path = path
        self.limit = limit
    }

    /// Takes it into the file if it is long, or if nothing may stay in it.
    func seeTo(_ db: Database, leavingNoLog: Bool) {
        if leavingNoLog {
            mustBeEmptied.store(true, ordering: .relaxed)
            empty(db)
        } else if bytes > limit {
            if mustBeEmptied.load(ordering: .relaxed) { emptyAtOnce(db) }
            // What is left undone, on a full disk for instance, the next one does.
            _ = try? db.checkpoint(.passive)
        }
    }

    /// Takes it into the file when nobody writes, and empties it: another process, too, may have left in it what must not
    /// stay there.
    ///
    /// - Returns: whether it is done; if not, it is to be tried again.
    func emptyWhenIdle(_ db: Database) -> Bool {
        guard bytes > 0 else { return true }
        emptyAtOnce(db)
        // As far as readers allow.
        if bytes > 0 { _ = try? db.checkpoint(.passive) }
        return bytes == 0
    }

    /// Empties it, waiting for readers as long as the connection is patient.
    private func empty(_ db: Database) {
        guard (try? db.checkpoint(.truncate)) != nil else { return }
        mustBeEmptied.store(false, ordering: .relaxed)
    }

    /// Empties it, unless somebody reads.
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
