/// A note as it is stored, wherever it came from: with Unix line breaks (browsers send others) and without surrounding
/// whitespace, in Unicode's stream-safe format; `nil` if nothing is left.
public func noteText(_ text: String) -> String? {
    let lines = streamSafe(text).replacing("\r\n", with: "\n").unicodeScalars
    guard let first = lines.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = lines.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    return String(lines[first...last])
}
