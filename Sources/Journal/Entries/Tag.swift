import Foundation

/// A tag as it is stored: without surrounding whitespace or a leading `#`, on one line, in Unicode's composed form;
/// `nil` if nothing is left. A NUL counts as whitespace.
public func tagName(_ text: String) -> String? {
    // Works on scalars, so that a space is recognised even before a combining mark, and a stored name yields itself.
    let words = streamSafe(text).precomposedStringWithCanonicalMapping.unicodeScalars
        .split { $0.properties.isWhitespace || $0.value == 0 }
    let name = words.map(String.init).joined(separator: " ").unicodeScalars.drop { $0 == "#" || $0 == " " }
    return name.isEmpty ? nil : String(name)
}

/// The tags in a comma-separated text; a tag may have several words.
public func tagNames(_ text: String) -> [String] {
    text.unicodeScalars.split { $0 == "," }.compactMap { tagName(String($0)) }
}

/// The most bytes a tag may have, in UTF-8. More is a note.
public let mostTagBytes = 200
