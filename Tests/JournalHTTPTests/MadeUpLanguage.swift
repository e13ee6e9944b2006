import Foundation

@testable import JournalHTTP

/// A language made from English: every letter is marked, gaps are in reverse order, and every third number has the
/// singular, marked ³, the number before it the plural, marked ². Any unmarked word did not come from the catalogue.
func madeUpLanguage() throws -> Catalogue {
    let english = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Strings()))
    guard var turned = turned(english) as? [String: Any] else { throw CocoaError(.coderInvalidValue) }
    turned["language"] = "x-made-up"
    let rule = PluralRule { number in [.few, .other, .two][number % 3] }
    return Catalogue(try Strings(json: JSONSerialization.data(withJSONObject: turned), rule))
}

private func turned(_ value: Any) -> Any {
    switch value {
    case let text as String: return marked(text)
    case let list as [Any]: return list.map(turned)
    case let object as [String: Any]:
        guard let one = object["one"] as? String, let other = object["other"] as? String, object.count == 2 else {
            return object.mapValues(turned)
        }
        return ["two": marked("²" + other), "few": marked("³" + one), "other": marked(other)]
    default: return value
    }
}

/// "Back to {day}" becomes "Ｂａｃｋ ｔｏ {day}"; of several gaps, the last has the name of the first, and so on.
func marked(_ text: String) -> String {
    let gaps = text.matches(of: /\{[a-z]+\}/).map { String($0.output) }
    var (marked, rest, turned) = ("", text[...], gaps[...])
    while let gap = rest.firstMatch(of: /\{[a-z]+\}/) {
        marked += wide(rest[..<gap.range.lowerBound]) + (turned.popLast() ?? "")
        rest = rest[gap.range.upperBound...]
    }
    return marked + wide(rest)
}

/// The letters in their full-width forms.
private func wide(_ text: some StringProtocol) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { scalar in
                let isLetter = (65...90).contains(scalar.value) || (97...122).contains(scalar.value)
                return isLetter ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar
            }))
}

/// The unmarked words of a page: those between its tags and in attributes that are shown or read aloud, except commands
/// and the program's name.
/// for commands, and for the name of the program.
func unmarkedWords(on page: String) -> [String] {
    let page = page.replacing(/<code\b[^>]*>.*?<\/code>/.dotMatchesNewlines(), with: "")
        .replacing(/<(style|template)\b.*?<\/\1>/.dotMatchesNewlines(), with: "")
    let read = /(?:title|alt|aria-label|placeholder|data-busy)="([^"]*)"/
    let attributes = page.matches(of: read).map { String($0.output.1) }
    let texts = page.replacing(/<[^>]*>/, with: "\n")
    return unmarkedWords(in: ([texts] + attributes).joined(separator: "\n"))
}

/// The unmarked words of a text, except the program's name and identifiers.
func unmarkedWords(in text: String) -> [String] {
    text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "").replacing(/&[a-z]+;|&#[0-9]+;/, with: " ")
        .matches(of: /[A-Za-z]+/).map { String($0.output) }.filter { $0 != "journal" }
}
