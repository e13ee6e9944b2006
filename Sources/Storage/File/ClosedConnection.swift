import GRDB

// Work may reach a connection after it has been closed: a check for changes, or a delayed checkpoint. GRDB would pass
// SQLite a null pointer instead of the connection, and SQLite would dereference it.
extension Database {
    /// - Throws: `DatabaseError` with `SQLITE_MISUSE`, as GRDB's connection pool does after it has been closed.
    func requireOpen() throws {
        guard sqliteConnection != nil else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "The journal was closed.")
        }
    }

    /// Runs queries on a single state of the journal.
    ///
    /// Not in GRDB's `readOnly`: it sets `query_only`, and after a pragma that sets anything, SQLite compiles each of
    /// the connection's statements anew. In a sync that was every statement, for every photo.
    ///
    /// - Parameter body: must not write.
    /// - Throws: what `body` throws, and as ``requireOpen()`` does.
    func snapshot<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try requireOpen()
        let changes = totalChangesCount
        try beginTransaction(.deferred)
        defer {
            assert(totalChangesCount == changes, "A read must not write.")
            // Nothing was written, so there is nothing to commit, and unlike that, this succeeds even if the task was just
            // cancelled. A transaction that is left open ends the program.
            try? rollback()
        }
        return try body(self)
    }
}
