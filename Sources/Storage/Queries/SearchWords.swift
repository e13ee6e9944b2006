import GRDB
import Journal

/// What a person types to search: words, phrases in quotes, and emoji or other symbols such as ❤. All must match. The
/// last word may be only the beginning of one, since it may be incomplete. Case and accents are ignored.
struct SearchWords {
    /// The query for SQLite's FTS5; `nil` if there are only emoji. Every word is quoted, so nothing a person types is
    /// syntax.
    let query: String?
    /// Emoji, which the index skips; they are looked for in the text itself.
    let pictures: [String]
    /// Words with letters of scripts without spaces, of which the index has the pieces.
    let unspaced: [String]
    /// Other words.
    let spaced: [String]

    /// The most words to use; the rest are ignored.
    private static let limit = 64

    init(_ text: String) {
        // SQLite would stop reading at a NUL, even within quotes.
        let text = streamSafe(text).replacing("\0", with: " ")
        var terms: [String] = []
        var pictures: [String] = []
        var unspaced: [String] = []
        var spaced: [String] = []
        var isLastOpen = false
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isPhrase = !index.isMultiple(of: 2)
            let words = isPhrase ? [part] : part.split(whereSeparator: \.isWhitespace)
            for word in words {
                if word.unicodeScalars.contains(where: SearchWords.isSearchable) {
                    if UnspacedScripts.isIn(String(word)) {
                        terms += UnspacedScripts.phrases(of: word).map { "\"\($0)\"" }
                        unspaced.append(String(word))
                    } else {
                        terms.append("\"\(word)\"")
                        spaced.append(String(word))
                    }
                    // A phrase whose quote is still open is incomplete, too.
                    isLastOpen = !isPhrase || index == parts.count - 1
                } else if let picture = SearchWords.picture(word) {
                    pictures.append(picture)
                }
            }
        }
        terms = Array(terms.prefix(SearchWords.limit))
        self.pictures = Array(pictures.prefix(SearchWords.limit))
        self.unspaced = Array(unspaced.prefix(SearchWords.limit))
        self.spaced = Array(spaced.prefix(SearchWords.limit))
        if terms.isEmpty {
            // With neither words nor emoji, the query finds nothing but is valid.
            query = pictures.isEmpty ? "\"\"" : nil
        } else {
            query = terms.joined(separator: " ") + (isLastOpen ? "*" : "")
        }
    }

    /// The condition on a row of `search`.
    var condition: SQL {
        var conditions: [SQL] = query.map { ["search MATCH \($0)"] } ?? []
        for picture in pictures {
            conditions.append("(instr(search.note, \(picture)) > 0 OR instr(search.tags, \(picture)) > 0)")
        }
        return conditions.joined(separator: " AND ")
    }

    /// The emoji in a word without letters and digits. The variation selector for colour (U+FE0F) after it makes no
    /// difference.
    private static func picture(_ word: Substring) -> String? {
        guard word.unicodeScalars.contains(where: { $0.properties.generalCategory == .otherSymbol }) else { return nil }
        var picture = Substring(word.filter { !$0.isWhitespace }).unicodeScalars
        if picture.last == "\u{FE0F}" { picture.removeLast() }
        return String(picture)
    }

    /// Whether the index includes it: letters, digits and the private use area.
    private static func isSearchable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
