import Foundation
import Journal

/// A piece of a page. Only what stands literally in the source is markup; every value put into it is escaped.
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

    /// Nothing.
    static let none: HTML = ""

    /// The members of an object of JSON, without the braces, for a `<script type="application/json">`: nothing in them
    /// can end that.
    init(members words: [String: String]) {
        let json = (try? jsonLine(words)) ?? Data("{}".utf8)
        bytes = json.dropFirst().dropLast().flatMap { $0 == UInt8(ascii: "<") ? Array(#"\u003c"#.utf8) : [$0] }
    }

    /// Pieces one after the other, with another between each two of them.
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

        /// Text, safe in an element and in a quoted attribute.
        mutating func appendInterpolation(_ text: some StringProtocol) {
            for byte in text.utf8 {
                if let entity = HTML.entity(byte) {
                    entity.withUTF8Buffer { bytes += $0 }
                } else {
                    bytes.append(byte)
                }
            }
        }
    }

    /// The bytes that a byte of text takes.
    static func escapedBytes(_ byte: UInt8) -> Int {
        entity(byte)?.utf8CodeUnitCount ?? 1
    }

    /// As many as that are at most.
    static let mostEscapedBytes = 6

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
