/// What a person types to search: words, and phrases in quotes. All must be there; the last word may be the beginning of
/// one, since it may not be finished. Case and accents do not count.
struct SearchWords {
    /// What SQLite's FTS5 is asked. Every word stands in quotes, so nothing a person types is syntax.
    let query: String

    /// More words than these are no search; the rest is not looked at.
    private static let limit = 64

    init(_ text: String) {
        // SQLite would stop reading at a NUL, within the quotes.
        let text = text.replacing("\0", with: " ")
        var terms: [String] = []
        var isLastOpen = false
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isPhrase = !index.isMultiple(of: 2)
            let words = isPhrase ? [part] : part.split(whereSeparator: \.isWhitespace)
            for word in words where word.unicodeScalars.contains(where: SearchWords.isSearchable) {
                terms.append("\"\(word)\"")
                // A quote that is not closed yet is unfinished, too.
                isLastOpen = !isPhrase || index == parts.count - 1
            }
        }
        terms = Array(terms.prefix(SearchWords.limit))
        // A quoted text without words finds nothing, and is valid.
        query = terms.isEmpty ? "\"\"" : terms.joined(separator: " ") + (isLastOpen ? "*" : "")
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
