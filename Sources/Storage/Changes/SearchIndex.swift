import GRDB

/// The words of notes and tags, kept for search.
enum SearchIndex {
    /// Makes the words of an entry what its note and tags are now.
    static func write(_ entry: Int64, note: String, tags names: [String], _ db: Database) throws {
        // Another program may have taken the row away, or left one behind.
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO search (rowid, note, tags, pieces) VALUES (?, ?, \(tags(of: "?")), ?)"
        ).execute(arguments: [entry, note, entry, pieces(of: note, tags: names.joined(separator: " "))])
    }

    /// What the words of scripts without blanks in a note and its tags consist of.
    static func pieces(of note: String, tags: String) -> String {
        UnspacedScripts.pieces(of: "\(note) \(tags)")
    }

    /// Forgets the words of an entry; they stay in the file until ``forgetRemoved(_:)``.
    static func remove(_ entry: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM search WHERE rowid = ?", arguments: [entry])
    }

    /// Rewrites the index without the words that were removed: FTS5 keeps them, even with `secure_delete`.
    static func forgetRemoved(_ db: Database) throws {
        try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
    }

    /// An expression for the words of an entry's tags.
    static func tags(of entry: String) -> String {
        """
        coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM tag WHERE entry = \(entry) ORDER BY name)), '')
        """
    }
}
