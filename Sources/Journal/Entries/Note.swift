/// A note as it is kept, whichever way it came in: with the line breaks that programs write (browsers send others), and
/// without blanks around it; `nil` when nothing is left.
public func noteText(_ text: String) -> String? {
    let lines = text.replacing("\r\n", with: "\n").unicodeScalars
    guard let first = lines.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = lines.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    return String(lines[first...last])
}
