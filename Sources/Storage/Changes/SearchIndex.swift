import GRDB

/// The words of notes and tags, indexed for search.
enum SearchIndex {
    /// Indexes the words of an entry's current note and tags.
    static func write(_ entry: Int64, note: String, tags names: [String], _ db: Database) throws {
        // Another program may have deleted the row, or left one behind.
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO search (rowid, note, tags, pieces) VALUES (?, ?, \(tags(of: "?")), ?)"
        ).execute(arguments: [entry, note, entry, pieces(of: note, tags: names.joined(separator: " "))])
    }

    /// The pieces of words in scripts without spaces, in a note and its tags.
    static func pieces(of note: String, tags: String) -> String {
        UnspacedScripts.pieces(of: "\(note) \(tags)")
    }

    /// Removes an entry's words from the index. They stay in the file until ``forgetRemoved(_:)``.
    static func remove(_ entry: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM search WHERE rowid = ?", arguments: [entry])
    }

    /// Rewrites the index without removed words: FTS5 keeps them, even with `secure_delete`.
    static func forgetRemoved(_ db: Database) throws {
        try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
    }

    /// An SQL expression for the words of an entry's tags.
    static func tags(of entry: String) -> String {
        """
        coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM tag WHERE entry = \(entry) ORDER BY name)), '')
        """
    }
}
