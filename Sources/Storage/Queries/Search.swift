import Foundation
import GRDB
public import Journal
import JSON

/// An entry that a search found.
public struct SearchHit: Equatable, Sendable {
    /// The entry.
    public var entry: Entry
    /// The part of its note or tags that best shows why it matches.
    public var snippet: [SnippetPart]
}

/// A piece of a snippet.
public struct SnippetPart: Equatable, Encodable, Sendable {
    /// The text.
    public var text: String
    /// Whether it matches the search.
    public var isHit: Bool

    private enum CodingKeys: String, CodingKey {
        case text
        case isHit = "hit"
    }
}

extension SearchHit: Encodable {
    /// The entry's documented form, plus `snippet` as a list of `{"text","hit"}`.
    public func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        try encoder.encodeObject(["snippet": snippet])
    }
}

extension Store {
    /// The entries whose notes and tags match what a person typed, the best first, and the newest first among equals;
    /// see ``EntryFilter/words``. A match in the tags weighs twice as much as one in the note, and a match in a short
    /// note more than one in a long note.
    ///
    /// - Parameters:
    ///   - words: words, phrases in quotes, and emoji; the last word may be incomplete. No input is an error.
    ///   - skipping: how many of the best matches to skip, for pages after the first.
    /// - Throws: ``StoreError``.
    public func search(
        _ words: String, _ filter: EntryFilter = EntryFilter(), limit: Int, skipping: Int = 0
    ) async throws -> ReadAroundDamage<[SearchHit]> {
        let words = SearchWords(words)
        return try await readSearching { db in
            let rank: SQL = words.query == nil ? "" : "bm25(search, 1, 2, 1), "
            let best = try Row.fetchAll(
                db,
                """
                SELECT e.number FROM search JOIN entry e ON e.number = search.rowid
                WHERE \(words.condition) AND \(filter.condition)
                ORDER BY \(rank)e.time DESC, e.number DESC LIMIT \(limit) OFFSET \(skipping)
                """
            ) { row in try row[0] as Int64 }
            let found = try EntryRow.entries(best, db)
            let marked = try words.query.map { try snippets(of: best, $0, db) } ?? [:]
            let hits = found.sound.map { number, entry in
                let snippet = marked[number] ?? []
                if words.unspaced.isEmpty, snippet.contains(where: \.isHit) {
                    return SearchHit(entry: entry, snippet: snippet)
                }
                // An emoji, or a word found by its pieces, is in the text as it stands: the snippet is cut around it there.
                let picture = words.query == nil ? words.pictures.first : nil
                let around = picture.map { SnippetPart.around($0, in: entry) } ?? SnippetPart.around(words, in: entry)
                return SearchHit(entry: entry, snippet: around.isEmpty ? snippet : around)
            }
            return ReadAroundDamage(value: hits, damaged: found.damaged)
        } found: {
            !$0.value.isEmpty || !$0.damaged.isEmpty
        }
    }

    /// Reads with the index. If that is damaged, it is first made anew.
    ///
    /// - Parameter found: whether something was found, so that the index can do what it is for.
    private func readSearching<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value, found: @Sendable (Value) -> Bool
    ) async throws -> Value {
        let value: Value? = try await read { db in
            do {
                let value = try body(db)
                return try found(value) || SearchIndex.findsAnything(db) ? value : nil
            } catch let error as DatabaseError where SearchIndex.isBlamed(for: error) {
                return nil
            }
        }
        if let value { return value }
        try await write(SearchIndex.makeAnew)
        return try await read(body)
    }

    /// Reads what matches a filter, with a sound index if the filter needs it.
    func read<Value: Sendable>(
        _ filter: EntryFilter, _ body: @Sendable (Database) throws -> Value, found: @Sendable (Value) -> Bool
    ) async throws -> Value {
        filter.words == nil ? try await read(body) : try await readSearching(body, found: found)
    }

    /// Computed only for entries that are shown: finding the best part of a long note takes time.
    private func snippets(of entries: [Int64], _ query: String, _ db: Database) throws -> [Int64: [SnippetPart]] {
        // Reading all matches in one pass is faster than looking up each; the plus sign keeps SQLite from the lookups.
        var snippets: [Int64: [SnippetPart]] = [:]
        try Row.forEach(
            db.cachedStatement(
                sql: """
                    SELECT rowid, snippet(search, 0, '\(Mark.open)', '\(Mark.close)', '…', 16),
                        snippet(search, 1, '\(Mark.open)', '\(Mark.close)', '…', 16)
                    FROM search
                    WHERE search MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))
                    """),
            arguments: [
                query, entries.min() ?? 0, entries.max() ?? 0, String(decoding: try jsonLine(entries), as: UTF8.self),
            ]
        ) { row in
            // The index may hold other words than the entry.
            let texts = [SnippetPart.parts((try? row[1]) ?? ""), SnippetPart.parts((try? row[2]) ?? "")]
            snippets[try row[0]] = texts.first { $0.contains(where: \.isHit) } ?? texts[0]
        }
        return snippets
    }
}

/// The marks that FTS5 puts around a match: control characters that nobody types (start and end of text).
private enum Mark {
    static let open: Unicode.Scalar = "\u{2}"
    static let close: Unicode.Scalar = "\u{3}"
}

extension SnippetPart {
    fileprivate static func parts(_ marked: String) -> [SnippetPart] {
        var parts: [SnippetPart] = []
        var part = SnippetPart(text: "", isHit: false)
        // Compares scalars, because a combining character would hide a mark.
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

    /// The text around the first of a search's words as they stand, in the entry's note or else in its tags, with all of
    /// them that are there.
    fileprivate static func around(_ words: SearchWords, in entry: Entry) -> [SnippetPart] {
        for text in [entry.note ?? "", entry.tags.joined(separator: " ")] {
            let unspaced = words.unspaced.flatMap { word in
                // A phrase may have blanks where the text has none, and a word signs.
                let half = word.applyingTransform(.fullwidthToHalfwidth, reverse: false) ?? word
                let forms = [
                    [word], [word.filter { !$0.isWhitespace }], [half], UnspacedScripts.runs(word[...]).map(\.text),
                ]
                return forms.lazy.map { $0.flatMap { places(of: $0, in: text) } }.first { !$0.isEmpty } ?? []
            }
            let spaced = words.spaced.flatMap { places(of: $0, in: text) }.filter { place in
                guard place.lowerBound > text.startIndex else { return true }
                let before = text[text.index(before: place.lowerBound)]
                return !(before.isLetter || before.isNumber) || UnspacedScripts.isIn(String(before))
            }
            let hits = (unspaced + spaced).sorted { $0.lowerBound < $1.lowerBound }
            if let first = hits.first { return around(first, hits, in: text) }
        }
        return []
    }

    private static func around(
        _ first: Range<String.Index>, _ hits: [Range<String.Index>], in text: String
    ) -> [SnippetPart] {
        let start = text.index(first.lowerBound, offsetBy: -reach, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(first.upperBound, offsetBy: reach, limitedBy: text.endIndex) ?? text.endIndex
        var parts = [SnippetPart(text: start > text.startIndex ? "…" : "", isHit: false)]
        var place = start
        for hit in hits where hit.lowerBound >= place && hit.upperBound <= end {
            parts[parts.count - 1].text += text[place..<hit.lowerBound]
            parts += [SnippetPart(text: String(text[hit]), isHit: true), SnippetPart(text: "", isHit: false)]
            place = hit.upperBound
        }
        parts[parts.count - 1].text += text[place..<end] + (end < text.endIndex ? "…" : "")
        return parts.filter { !$0.text.isEmpty }
    }

    /// Where a word is in a text: as it is written or, if it is nowhere so, without regard to accents.
    private static func places(of word: String, in text: String) -> [Range<String.Index>] {
        let options: String.CompareOptions = [.caseInsensitive, .widthInsensitive]
        for options in [options, options.union(.diacriticInsensitive)] {
            var places: [Range<String.Index>] = []
            var rest = text.startIndex..<text.endIndex
            while let place = text.range(of: word, options: options, range: rest), !place.isEmpty {
                places.append(place)
                rest = place.upperBound..<text.endIndex
            }
            if !places.isEmpty { return places }
        }
        return []
    }

    /// The text around the first occurrence of an emoji in the entry's note or else in its tags.
    fileprivate static func around(_ picture: String, in entry: Entry) -> [SnippetPart] {
        for text in [entry.note ?? "", entry.tags.joined(separator: " ")] {
            let characters = Array(text)
            // An emoji with a colour or skin tone is one character, and the one searched for may be only part of it.
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

    /// How many characters a snippet shows on each side of an emoji.
    private static let reach = 40
}
