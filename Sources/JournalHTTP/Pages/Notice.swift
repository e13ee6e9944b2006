/// How a notice is meant.
enum NoticeTone: String {
    case good, attention
}

/// What just happened, told once at the top of a page.
func notice(_ tone: NoticeTone, _ content: HTML) -> HTML {
    "<p class=\"card notice \(tone.rawValue)\" role=\"status\">\(content)</p>"
}

/// "1 entry", "2 entries".
func entries(_ count: Int) -> String {
    count == 1 ? "1 entry" : "\(count) entries"
}

/// What an upload came to; `nil` when the page follows none.
///
/// - Parameter number: a number of the page's query, by its name.
func uploadNotice(_ number: (String) -> Int?) -> HTML? {
    guard let added = number("added") else { return nil }
    let known = number("known") ?? 0
    let refused = number("refused") ?? 0
    var sentences: [String] = []
    if added > 0 || known + refused == 0 { sentences.append("\(entries(added)) added.") }
    if known == 1 { sentences.append("1 photo was here already.") }
    if known > 1 { sentences.append("\(known) photos were here already.") }
    if refused > 0 { sentences.append("Left out, since it cannot be read as a photo: \(files(refused)).") }
    return notice(refused > 0 ? .attention : .good, "\(sentences.joined(separator: " "))")
}

private func files(_ count: Int) -> String {
    count == 1 ? "1 file" : "\(count) files"
}
