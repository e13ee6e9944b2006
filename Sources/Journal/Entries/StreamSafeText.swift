/// A text in Unicode's Stream-Safe Text Format (UAX #15, section 13): with at most 30 combining marks in a row. A longer run
/// gets an invisible U+034F COMBINING GRAPHEME JOINER after every 30, so that nothing is lost.
///
/// Text of people and programs passes this before anything else is done with it: normalising and comparing take time that
/// grows with the square of the longest run, or worse.
public func streamSafe(_ text: String) -> String {
    let most = 30
    var run = 0
    func isOneMore(_ scalar: Unicode.Scalar) -> Bool {
        run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
        return run > most
    }
    guard text.unicodeScalars.contains(where: isOneMore) else { return text }
    run = 0
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if isOneMore(scalar) {
            safe.append("\u{34F}")
            run = 1
        }
        safe.append(scalar)
    }
    return String(safe)
}
