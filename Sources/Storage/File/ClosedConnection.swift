import GRDB

// Work may reach a connection after it was closed: a look for what has changed, a checkpoint after a pause. GRDB would hand
// SQLite the null pointer that is left of the connection, and SQLite follow it.
extension Database {
    /// - Throws: `DatabaseError` with `SQLITE_MISUSE`, as GRDB's pool of connections does once it was closed.
    func requireOpen() throws {
        guard sqliteConnection != nil else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "The journal was closed.")
        }
    }

    /// Runs queries on one state of the journal.
    ///
    /// - Throws: what `body` throws, and as ``requireOpen()`` does.
    func snapshot<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try requireOpen()
        return try readOnly {
            try beginTransaction(.deferred)
            defer {
                // Nothing was written that a failure here could lose, and SQLite has ended the transaction by then.
                if isInsideTransaction { try? commit() }
            }
            return try body(self)
        }
    }
}
