import Foundation
import Journal

/// A piece of a page. Only literals in the source are markup; every interpolated value is escaped.
///
///     HTML("<a href=\"entries/\(id)\">\(note)</a>")
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var bytes: [UInt8]

    init(stringLiteral markup: StaticString) {
        bytes = markup.withUTF8Buffer { Array($0) }
    }

    init(stringInterpolation: Interpolation) {
        bytes = stringInterpolation.bytes
    }

    /// Empty.
    static let none: HTML = ""

    /// Text that somebody wrote, in a sentence of ours: it has a direction of its own, which changes nothing around it.
    init(isolating text: String) {
        self = "<bdi dir=auto>\(text)</bdi>"
    }

    /// The members of a JSON object, without the braces, for a `<script type="application/json">`. Nothing in them can
    /// end that element.
    init(members words: [String: String]) {
        let json = (try? jsonLine(words)) ?? Data("{}".utf8)
        bytes = json.dropFirst().dropLast().flatMap { $0 == UInt8(ascii: "<") ? Array(#"\u003c"#.utf8) : [$0] }
    }

    /// Joins pieces with a separator.
    init(joining pieces: [HTML], by separator: HTML) {
        bytes = Array(pieces.map(\.bytes).joined(separator: separator.bytes))
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ markup: StaticString) {
            markup.withUTF8Buffer { bytes += $0 }
        }

        mutating func appendInterpolation(_ piece: HTML) {
            bytes += piece.bytes
        }

        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes += piece.bytes }
        }

        mutating func appendInterpolation(_ number: Int) {
            bytes += String(number).utf8
        }

        /// Escapes text for use in an element or a quoted attribute.
        mutating func appendInterpolation(_ text: some StringProtocol) {
            var text = String(text)
            text.withUTF8 { utf8 in
                // Text without escapes, which is nearly all, is copied in one go.
                var plain = 0
                for index in utf8.indices {
                    guard let entity = HTML.entity(utf8[index]) else { continue }
                    bytes += utf8[plain..<index]
                    entity.withUTF8Buffer { bytes += $0 }
                    plain = index + 1
                }
                bytes += utf8[plain...]
            }
        }
    }

    /// How many bytes a byte takes when escaped.
    static func escapedBytes(_ byte: UInt8) -> Int {
        entity(byte)?.utf8CodeUnitCount ?? 1
    }

    private static func entity(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// Text that somebody wrote, for a sentence of ours that can hold no markup, such as an attribute's.
func isolated(_ text: String) -> String {
    "\u{2068}\(text)\u{2069}"
}
