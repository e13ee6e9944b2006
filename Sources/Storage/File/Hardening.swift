import CSQLite
import GRDB

// A journal's file may come from elsewhere: a backup on a borrowed disk, an attachment. What its schema says is run by SQLite,
// so it gets no more rights than a journal's own schema needs.
extension Database {
    /// Lets triggers, views and checks of the file use only functions and tables without effects outside of it.
    func distrustSchema() throws {
        try check(csqlite_allow_json_valid(sqliteConnection))
        try execute(sql: "PRAGMA trusted_schema = OFF")
    }

    /// Lets SQL, such as that of a trigger in the file, neither edit the schema's text nor write to the tables behind the index
    /// for searching. Only after migrations, one of which edits the schema's text.
    func defend() throws {
        try check(csqlite_defend(sqliteConnection, 1))
    }

    /// Lets `body` do what ``defend()`` forbids, which must be our own statements only.
    func undefended(_ body: () throws -> Void) throws {
        try check(csqlite_defend(sqliteConnection, 0))
        defer { _ = csqlite_defend(sqliteConnection, 1) }
        try body()
    }

    /// Leaves the write-ahead log as it is when this connection is closed.
    func keepLog() throws {
        try check(csqlite_keep_log(sqliteConnection))
    }

    private func check(_ code: Int32) throws {
        guard code == ResultCode.SQLITE_OK.rawValue else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
