import GRDB

/// What a person types to search: words, phrases in quotes, and pictures such as ❤. All must be there; the last word may be
/// the beginning of one, since it may not be finished. Case and accents do not count.
struct SearchWords {
    /// What SQLite's FTS5 is asked; `nil` when there are only pictures. Every word stands in quotes, so nothing a person
    /// types is syntax.
    let query: String?
    /// What the index passes over and the text itself is searched for.
    let pictures: [String]

    /// More words than these are no search; the rest is not looked at.
    private static let limit = 64

    init(_ text: String) {
        // SQLite would stop reading at a NUL, within the quotes.
        let text = text.replacing("\0", with: " ")
        var terms: [String] = []
        var pictures: [String] = []
        var isLastOpen = false
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isPhrase = !index.isMultiple(of: 2)
            let words = isPhrase ? [part] : part.split(whereSeparator: \.isWhitespace)
            for word in words {
                if word.unicodeScalars.contains(where: SearchWords.isSearchable) {
                    terms.append("\"\(word)\"")
                    // A quote that is not closed yet is unfinished, too.
                    isLastOpen = !isPhrase || index == parts.count - 1
                } else if let picture = SearchWords.picture(word) {
                    pictures.append(picture)
                }
            }
        }
        terms = Array(terms.prefix(SearchWords.limit))
        self.pictures = Array(pictures.prefix(SearchWords.limit))
        if terms.isEmpty {
            // What holds neither finds nothing, and is valid.
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

    /// The picture that a word without letters and digits is. With or without the sign behind it that asks for colour
    /// (U+FE0F) it is the same.
    private static func picture(_ word: Substring) -> String? {
        guard word.unicodeScalars.contains(where: { $0.properties.generalCategory == .otherSymbol }) else { return nil }
        var picture = Substring(word.filter { !$0.isWhitespace }).unicodeScalars
        if picture.last == "\u{FE0F}" { picture.removeLast() }
        return String(picture)
    }

    /// Whether the index knows it: letters, digits and the private use area.
    private static func isSearchable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
