import GRDB
import Messages

/// The tables, and the migrations from older versions. A migration is never edited once it has landed.
enum Schema {
    /// Identifies the file as a journal ("jrnl" in ASCII), for `file` and for us.
    static let applicationID = 0x6A72_6E6C

    /// Migrates the file to the newest schema. Leaves a file that a newer program wrote unchanged.
    ///
    /// GRDB's migrator is not used: it reads which migrations were applied outside the migration's transaction, and of
    /// 32 processes that opened a new journal at once, 22 failed. `user_version` counts the migrations instead.
    ///
    /// - Parameter beforeChanging: called with the newest version's number before a file with content changes.
    static func migrate(_ db: Database, path: String, beforeChanging: (Int) throws -> Void) throws {
        let applied = try version(db, path: path)
        guard applied < newest else { return }
        if applied > 0 { try beforeChanging(newest) }
        try db.inTransaction(.exclusive) {
            for (index, migration) in migrations.enumerated() where index >= applied {
                try migration(db)
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
            // The third migration notes 1 where it leaves nothing to project, and has indexed words by today's rules.
            try db.execute(
                sql: "UPDATE setting SET value = ? WHERE name = 'projection' AND value = 1",
                arguments: [Projection.version])
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            return .commit
        }
    }

    /// The version of the file's schema.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for a version that only a newer program knows.
    static func version(_ db: Database, path: String) throws -> Int {
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
        guard version <= newest else {
            throw StoreError.broken(CodedMessage("store.newer", ["path": .text(path)]))
        }
        return version
    }

    /// The version this program writes.
    static var newest: Int { migrations.count }

    private static let migrations = [first, second, third]
}
