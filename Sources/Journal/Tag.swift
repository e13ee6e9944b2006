import Foundation

/// A tag as it is kept: without blanks around it or a leading `#`, on one line, in Unicode's composed form; `nil` when
/// nothing is left.
public func tagName(_ text: String) -> String? {
    let words = text.precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let name = words.drop { $0 == "#" || $0 == " " }
    return name.isEmpty ? nil : String(name)
}
