/// Splits a text into words as a POSIX shell would, without expanding anything; `nil` if a quote stays open or the text
/// ends with a backslash.
func shellWords(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
        let character = text[index]
        index = text.index(after: index)
        if character == "\\", quote != "'" {
            guard index < text.endIndex else { return nil }
            let next = text[index]
            index = text.index(after: index)
            let isPlain = quote == "\"" && next != "\"" && next != "\\"
            word = (word ?? "") + (isPlain ? "\\" : "") + String(next)
        } else if character == quote {
            quote = nil
        } else if quote == nil, character == "'" || character == "\"" {
            quote = character
            word = word ?? ""
        } else if quote == nil, character.isWhitespace {
            if let finished = word { words.append(finished) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }
    guard quote == nil else { return nil }
    if let word { words.append(word) }
    return words
}
