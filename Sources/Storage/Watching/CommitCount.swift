import GRDB
import GRDBSQLite
import Synchronization

extension Store {
    /// A number that changes with every commit to the journal, whichever process made it. Data read after getting it is
    /// current for as long as it stays the same.
    ///
    /// One dedicated connection is asked: each connection counts for itself, without its own commits. That takes a few
    /// microseconds in memory, less than it would take to ask on another thread. It never waits for others, and reads
    /// at most the page of the file that a commit has just written.
    ///
    /// - Returns: `nil` if it is not available, as in a store without ``Options/concurrentReads`` or of a journal that cannot be
    ///   written, or when the journal's file is no longer the one that was opened.
    public var commitCount: Int? {
        guard case .writable(let open) = connections, open.file.isInPlace else { return nil }
        return open.counter?.count
    }
}

/// The connection behind ``Store/commitCount``.
///
/// It uses SQLite directly: a server asks on every request, and going through GRDB's queue cost a third as much as
/// everything else in a cached response.
final class CommitCounter: Sendable {
    /// `nil` once it has been closed.
    private let connection: Mutex<Connection?>

    /// Opens a connection to the database at `path`.
    ///
    /// - Throws: `DatabaseError`.
    init(path: String) throws {
        connection = Mutex(try Connection(path: path))
    }

    /// The number of commits as this connection counts them; `nil` after closing, or if SQLite cannot tell: that fails
    /// while another connection recovers the write-ahead log.
    var count: Int? {
        connection.withLock { $0?.count() }
    }

    /// Call only while holding the journal's lock: the last connection to close checkpoints the write-ahead log.
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
