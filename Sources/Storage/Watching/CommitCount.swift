import GRDB
import GRDBSQLite
import Synchronization

extension Store {
    /// A number that changes with every commit to the journal, whichever process made it. What was read after asking for it
    /// is up to date for as long as it stays the same.
    ///
    /// One connection that does nothing else is asked: each counts for itself, and none counts its own commits. That takes a
    /// few microseconds in memory, less than it would take to ask on another thread. It waits for nobody, and reads from the
    /// file no more than the page that a commit has just written.
    ///
    /// - Returns: `nil` where it cannot be told, as in a store without ``Options/concurrentReads``.
    public var commitCount: Int? {
        counter?.count
    }
}

/// The connection behind ``Store/commitCount``.
///
/// It is SQLite's own: a server asks for every request, and GRDB's way through a queue cost a third as much as all the
/// rest of a repeated answer.
final class CommitCounter: Sendable {
    /// `nil` once it was closed.
    private let connection: Mutex<Connection?>

    /// Opens a connection to the database at `path`.
    ///
    /// - Throws: `DatabaseError`.
    init(path: String) throws {
        connection = Mutex(try Connection(path: path))
    }

    /// The number of commits as this connection counts them; `nil` when it was closed or SQLite does not tell: that fails
    /// while the write-ahead log is being recovered, for which others wait.
    var count: Int? {
        connection.withLock { $0?.count() }
    }

    /// Must be called while the journal's lock is held: the last connection of all takes the write-ahead log into the file.
    func close() {
        connection.withLock { $0 = nil }
    }

    private struct Connection: ~Copyable {
        private let database: OpaquePointer
        private let question: OpaquePointer

        init(path: String) throws {
            var database: OpaquePointer?
            var question: OpaquePointer?
            var code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
            if code == SQLITE_OK {
                code = sqlite3_prepare_v2(database, "PRAGMA data_version", -1, &question, nil)
            }
            guard let database, let question else {
                sqlite3_close(database)
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
            self.database = database
            self.question = question
        }

        deinit {
            sqlite3_finalize(question)
            sqlite3_close(database)
        }

        func count() -> Int? {
            defer { sqlite3_reset(question) }
            guard sqlite3_step(question) == SQLITE_ROW else { return nil }
            return Int(sqlite3_column_int64(question, 0))
        }
    }
}
