import Foundation

/// A tag as it is kept: without blanks around it or a leading `#`, on one line, in Unicode's composed form; `nil` when
/// nothing is left. A NUL counts as a blank.
public func tagName(_ text: String) -> String? {
    // By scalars, so that a blank is one whatever mark follows it, and a name that was kept is its own name.
    let words = text.precomposedStringWithCanonicalMapping.unicodeScalars
        .split { $0.properties.isWhitespace || $0.value == 0 }
    let name = words.map(String.init).joined(separator: " ").unicodeScalars.drop { $0 == "#" || $0 == " " }
    return name.isEmpty ? nil : String(name)
}

/// The tags in a text that has a comma between each two of them; a tag may be of several words.
public func tagNames(_ text: String) -> [String] {
    text.unicodeScalars.split { $0 == "," }.compactMap { tagName(String($0)) }
}
