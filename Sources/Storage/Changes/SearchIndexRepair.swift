import GRDB

/// The index follows from the entries, so that one that is damaged is made anew of them, by whoever comes upon it.
extension SearchIndex {
    /// Whether the index may be what an error is about. FTS5 says different things of a damaged one, depending on what it
    /// misses, some of which can be said of the rest of the file, too.
    static func isBlamed(for error: DatabaseError) -> Bool {
        [.SQLITE_CORRUPT, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode)
            && !StoreError.isAboutForeignSchema(error)
    }

    /// Makes the index anew of all entries.
    static func makeAnew(_ db: Database) throws {
        // FTS5 does not drop a table that it cannot open, so the tables that it keeps its data in are dropped as any others.
        try db.undefended {
            try db.execute(sql: "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'search'")
            let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
            try db.execute(sql: "PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = RESET")
            for part in ["data", "idx", "content", "docsize", "config"] {
                try db.execute(sql: "DROP TABLE IF EXISTS search_\(part)")
            }
        }
        try db.execute(sql: Schema.searchTable)
        try fill(db)
    }

    /// Indexes all entries that can be read.
    static func fill(_ db: Database) throws {
        let pieces = DatabaseFunction("pieces", argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0]).map(UnspacedScripts.pieces(of:))
        }
        db.add(function: pieces)
        defer { db.remove(function: pieces) }
        try db.execute(
            sql: """
                INSERT INTO search (rowid, note, tags, pieces)
                SELECT number, note, tags, pieces(note || ' ' || tags) FROM (
                    SELECT number, coalesce(note, '') AS note, \(tags(of: "number")) AS tags FROM entry)
                """)
    }

    /// Whether the index finds the last entry that is in it. One whose list of parts is lost finds nothing, without an error.
    static func findsAnything(_ db: Database) throws -> Bool {
        let last = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT number, note FROM entry WHERE note <> '' ORDER BY number DESC LIMIT 1")
        ) { row in (number: try row[0] as Int64, note: (try? row[1] as String) ?? "") }
        // A word that SQLite and we take for one, whatever version of Unicode each has.
        let isPlain = { (word: Substring) in word.utf8.allSatisfy { (97...122).contains($0 | 0x20) } }
        guard let last, let word = last.note.split(whereSeparator: \.isWhitespace).first(where: isPlain) else {
            return true
        }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?)"),
            arguments: ["\"\(word)\"", last.number]) == true
    }

    /// Whether the index can be read, also through a connection that only reads.
    static func isWhole(_ db: Database) throws -> Bool {
        try db.execute(sql: "CREATE VIRTUAL TABLE temp.word USING fts5vocab (main, search, row)")
        defer { try? db.execute(sql: "DROP TABLE temp.word") }
        let often = try Row.fetchOne(db, sql: "SELECT term FROM word ORDER BY doc DESC LIMIT 1") { row in
            try row[0] as String
        }
        guard let often else {
            return try Bool.fetchOne(
                db, sql: "SELECT NOT EXISTS (SELECT 1 FROM search WHERE note <> '' OR tags <> '')") ?? true
        }
        // Ranking needs the lengths of texts, too.
        let query = "\"\(often.replacing("\"", with: ""))\""
        _ = try Row.fetchAll(
            db, sql: "SELECT bm25(search, 1, 2, 1) FROM search WHERE search MATCH ?", arguments: [query]
        ) { row in try row[0] as Double }
        return true
    }
}
