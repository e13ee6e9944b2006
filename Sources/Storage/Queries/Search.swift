import GRDB
public import Journal

/// An entry that was found.
public struct SearchHit: Equatable, Sendable {
    /// The entry.
    public var entry: Entry
    /// The part of its note, or its tags, that shows best why.
    public var snippet: [SnippetPart]
}

/// A piece of a snippet.
public struct SnippetPart: Equatable, Encodable, Sendable {
    /// The text.
    public var text: String
    /// Whether it is what was searched for.
    public var isHit: Bool

    private enum CodingKeys: String, CodingKey {
        case text
        case isHit = "hit"
    }
}

extension SearchHit: Encodable {
    private enum Key: String, CodingKey { case snippet }

    /// The entry's documented shape, and `snippet` as a list of `{"text","hit"}`.
    public func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(snippet, forKey: .snippet)
    }
}

extension Store {
    /// The entries whose notes and tags hold what a person typed, the best first and of equals the newest; see
    /// ``EntryFilter/words``. A word among the tags weighs twice one in the note, and one in a short note more than one in
    /// a long.
    ///
    /// - Parameters:
    ///   - words: words, phrases in quotes, and pictures; the last word may be unfinished. Nothing one can type is an error.
    ///   - skipping: how many of the best to leave out, for the pages after the first.
    /// - Throws: ``StoreError``.
    public func search(
        _ words: String, _ filter: EntryFilter = EntryFilter(), limit: Int, skipping: Int = 0
    ) async throws -> [SearchHit] {
        let words = SearchWords(words)
        let rank: SQL = words.query == nil ? "" : "bm25(search, 1, 2), "
        return try await read { db in
            let best = try Row.fetchAll(
                db,
                SQLRequest(
                    literal: """
                        SELECT e.number FROM search JOIN entry e ON e.number = search.rowid
                        WHERE \(words.condition) AND \(filter.condition)
                        ORDER BY \(rank)e.time DESC, e.number DESC LIMIT \(limit) OFFSET \(skipping)
                        """, cached: true)
            ).map { $0[0] as Int64 }
            let entries = try EntryRow.entries(best, db)
            guard let query = words.query else {
                return entries.map { SearchHit(entry: $0, snippet: SnippetPart.around(words.pictures[0], in: $0)) }
            }
            let snippets = try snippets(of: best, query, db)
            return zip(best, entries).map { SearchHit(entry: $1, snippet: snippets[$0] ?? []) }
        }
    }

    /// Made for what is shown only: finding the best part of a long note takes its time.
    private func snippets(of entries: [Int64], _ query: String, _ db: Database) throws -> [Int64: [SnippetPart]] {
        // Going through the hits once is quicker than asking for each; the plus sign keeps SQLite from that.
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT rowid, snippet(search, -1, '\(Mark.open)', '\(Mark.close)', '…', 16) FROM search
                    WHERE search MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))
                    """),
            arguments: [
                query, entries.min() ?? 0, entries.max() ?? 0, String(decoding: try jsonLine(entries), as: UTF8.self),
            ])
        var snippets: [Int64: [SnippetPart]] = [:]
        while let row = try rows.next() { snippets[row[0]] = SnippetPart.parts(row[1]) }
        return snippets
    }
}

/// What FTS5 puts around a hit: control characters that nobody types (start and end of text).
private enum Mark {
    static let open: Unicode.Scalar = "\u{2}"
    static let close: Unicode.Scalar = "\u{3}"
}

extension SnippetPart {
    fileprivate static func parts(_ marked: String) -> [SnippetPart] {
        var parts: [SnippetPart] = []
        var part = SnippetPart(text: "", isHit: false)
        // Scalars: what combines with the character before it must not hide a mark.
        for scalar in marked.unicodeScalars {
            guard scalar == Mark.open || scalar == Mark.close else {
                part.text.unicodeScalars.append(scalar)
                continue
            }
            if !part.text.isEmpty { parts.append(part) }
            part = SnippetPart(text: "", isHit: scalar == Mark.open)
        }
        return part.text.isEmpty ? parts : parts + [part]
    }

    /// What surrounds the first of a picture in an entry's note, or else in its tags.
    fileprivate static func around(_ picture: String, in entry: Entry) -> [SnippetPart] {
        for text in [entry.note ?? "", entry.tags.joined(separator: " ")] {
            let characters = Array(text)
            // With its colour or tone a picture is one character, of which the one sought may be a part.
            let hit = characters.indices.lazy.map { $0..<min($0 + picture.count, characters.count) }.first {
                String(characters[$0]).unicodeScalars.contains(picture.unicodeScalars)
            }
            guard let hit else { continue }
            let (first, last) = (max(0, hit.lowerBound - reach), min(characters.count, hit.upperBound + reach))
            let before = (first > 0 ? "…" : "") + String(characters[first..<hit.lowerBound])
            let after = String(characters[hit.upperBound..<last]) + (last < characters.count ? "…" : "")
            return [
                SnippetPart(text: before, isHit: false), SnippetPart(text: String(characters[hit]), isHit: true),
                SnippetPart(text: after, isHit: false),
            ].filter { !$0.text.isEmpty }
        }
        return []
    }

    /// How many characters a snippet shows on either side of a picture.
    private static let reach = 40
}
