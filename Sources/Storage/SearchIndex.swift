import GRDB

/// The words of notes and tags, kept for search.
enum SearchIndex {
    /// Makes the words of an entry what its note and tags are now.
    static func update(_ entry: Int64, note: String?, tagsChanged: Bool, isNew: Bool, _ db: Database) throws {
        let text = note ?? ""
        if isNew {
            try db.cachedStatement(sql: "INSERT INTO search (rowid, note, tags) VALUES (?, ?, \(tags))")
                .execute(arguments: [entry, text, entry])
            return
        }
        let before = try String.fetchOne(
            db.cachedStatement(sql: "SELECT note FROM search WHERE rowid = ?"), arguments: [entry])
        guard tagsChanged || before != text else { return }
        try db.cachedStatement(sql: "UPDATE search SET note = ?, tags = \(tags) WHERE rowid = ?")
            .execute(arguments: [text, entry, entry])
    }

    /// Forgets the words of an entry; they stay in the file until ``forgetRemoved(_:)``.
    static func remove(_ entry: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM search WHERE rowid = ?", arguments: [entry])
    }

    /// Rewrites the index without the words that were removed: FTS5 keeps them, even with `secure_delete`.
    static func forgetRemoved(_ db: Database) throws {
        try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
    }

    private static let tags = """
        coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM tag WHERE entry = ? ORDER BY name)), '')
        """
}
