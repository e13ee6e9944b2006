/// A word as the shell reads it back: bare, or in quotes.
///
/// The shell reads scalars, so that a quote may be hidden in a character of several. Double quotes read best, but within
/// them an interactive bash still replaces what follows a `!`.
public func shellQuoted(_ word: String) -> String {
    if word.wholeMatch(of: /[\p{L}\p{N}_@%+=:,.\/-]+/.matchingSemantics(.unicodeScalar)) != nil { return word }
    if word.unicodeScalars.contains("!") {
        return "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
    return "\"" + word.replacing(/[\\"$`]/.matchingSemantics(.unicodeScalar)) { "\\\($0.output)" } + "\""
}
