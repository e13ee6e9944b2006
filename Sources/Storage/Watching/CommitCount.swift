import GRDB

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
        // It fails while the write-ahead log is being recovered, for which others wait.
        try? counter?.unsafeRead { db in try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) }
    }
}
