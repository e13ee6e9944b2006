import Foundation

/// Parses a `multipart/form-data` body (RFC 7578) as it arrives. Never holds more than a few kilobytes of it.
struct MultipartParser {
    /// An event of the parser.
    enum Event: Equatable {
        /// A part begins.
        case part(name: String, filename: String?)
        /// A piece of the part's content.
        case content(Data)
        /// The part is complete.
        case end
    }

    /// The body is malformed; nothing that follows can be trusted.
    struct Malformed: Error {}

    private enum State {
        case preamble, boundary, head, contentStart, content, epilogue
    }

    private static let mostHead = 16 << 10
    private static let mostPreamble = 64 << 10
    private static let mostParts = 1000
    /// The most blanks behind a delimiter.
    private static let mostBlanks = 100

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// What has arrived but cannot be interpreted yet. Begins with a line break, because the first delimiter may be at
    /// the very start of the body.
    private var held: [UInt8] = Array("\r\n".utf8)
    private var skipped = 0
    private var parts = 0

    /// A parser for one body; `nil` if its `Content-Type` is not `multipart/form-data` with a boundary.
    init?(contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = headerParameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count),
            !boundary.utf8.contains(where: { $0 < 32 || $0 > 126 })
        else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Takes the next piece.
    ///
    /// - Throws: ``Malformed``.
    mutating func read(_ piece: some Sequence<UInt8>) throws(Malformed) -> [Event] {
        var events: [Event] = []
        held += piece
        while try step(&events) {}
        return events
    }

    /// Whether the closing delimiter has been read. Anything after it is ignored.
    var isComplete: Bool { state == .epilogue }

    /// Parses one step; `false` if it needs more bytes.
    private mutating func step(_ events: inout [Event]) throws(Malformed) -> Bool {
        switch state {
        case .preamble: return try skipPreamble()
        case .boundary: return try endBoundary()
        case .head: return try readHead(&events)
        case .contentStart: return beginContent()
        case .content: return readContent(&events)
        case .epilogue:
            held = []
            return false
        }
    }

    private mutating func skipPreamble() throws(Malformed) -> Bool {
        if let start = place(of: delimiter) {
            guard skipped + start <= Self.mostPreamble else { throw Malformed() }
            held.removeFirst(start + delimiter.count)
            state = .boundary
            return true
        }
        let useless = max(0, held.count - delimiter.count + 1)
        skipped += useless
        guard skipped <= Self.mostPreamble else { throw Malformed() }
        held.removeFirst(useless)
        return false
    }

    /// A delimiter is followed by `--` after the last part, otherwise by the end of the line, possibly after spaces.
    private mutating func endBoundary() throws(Malformed) -> Bool {
        guard held.count >= 2 else { return false }
        if held.starts(with: "--".utf8) {
            state = .epilogue
            return true
        }
        let blanks = held.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        // Whether all of them have arrived or not, so that it does not depend on the pieces.
        guard blanks <= Self.mostBlanks else { throw Malformed() }
        guard held.count >= blanks + 2 else { return false }
        guard held[blanks] == 13, held[blanks + 1] == 10, parts < Self.mostParts else { throw Malformed() }
        parts += 1
        // The line break stays, because a head without any lines ends with it.
        held.removeFirst(blanks)
        state = .head
        return true
    }

    private mutating func readHead(_ events: inout [Event]) throws(Malformed) -> Bool {
        guard let end = place(of: Array("\r\n\r\n".utf8)) else {
            // Up to three bytes of its end may have arrived already.
            guard held.count <= Self.mostHead + 3 else { throw Malformed() }
            return false
        }
        guard end <= Self.mostHead else { throw Malformed() }
        let head = String(decoding: held[..<end], as: UTF8.self)
        guard let disposition = Self.disposition(head), let name = disposition["name"] else { throw Malformed() }
        events.append(.part(name: name, filename: disposition["filename"]))
        held.removeFirst(end + 2)
        state = .contentStart
        return true
    }

    /// If a part has no content, the line break of the empty line after its head may also begin the delimiter.
    private mutating func beginContent() -> Bool {
        if held.count < delimiter.count, delimiter.starts(with: held) { return false }
        if !held.starts(with: delimiter) { held.removeFirst(2) }
        state = .content
        return true
    }

    private mutating func readContent(_ events: inout [Event]) -> Bool {
        if let end = place(of: delimiter) {
            if end > 0 { events.append(.content(Data(held[..<end]))) }
            events.append(.end)
            held.removeFirst(end + delimiter.count)
            state = .boundary
            return true
        }
        // The last bytes may be the beginning of a delimiter.
        let told = held.count - delimiter.count + 1
        if told > 0 {
            events.append(.content(Data(held[..<told])))
            held.removeFirst(told)
        }
        return false
    }

    private func place(of wanted: [UInt8]) -> Int? {
        held.withUnsafeBytes { held in
            guard let start = held.baseAddress, let first = wanted.first else { return nil }
            var place = 0
            // Everything we search for begins with a carriage return, which photos contain few of.
            while place + wanted.count <= held.count,
                let found = memchr(start + place, Int32(first), held.count - wanted.count - place + 1)
            {
                place = UnsafeRawPointer(found) - start
                if held[place..<place + wanted.count].elementsEqual(wanted) { return place }
                place += 1
            }
            return nil
        }
    }

    private static func disposition(_ head: String) -> [String: String]? {
        for line in head.components(separatedBy: "\r\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            if halves.count == 2, halves[0].lowercased() == "content-disposition" {
                return headerParameters(String(halves[1]))
            }
        }
        return nil
    }
}

/// The `name=value` pairs after a header's first semicolon. Values may be quoted, with a backslash before a quote
/// inside. Empty if a quote is not closed.
func headerParameters(_ header: String) -> [String: String] {
    func isEnd(_ rest: Substring) -> Bool {
        guard let semicolon = rest.firstIndex(where: { $0 != " " }) else { return true }
        let next = rest[semicolon...].dropFirst().drop { $0 == " " }
        return rest[semicolon] == ";" && next.first?.isLetter ?? false && next.drop(while: \.isLetter).first == "="
    }
    var found: [String: String] = [:]
    var rest = header.drop { $0 != ";" }
    while rest.first == ";" {
        rest = rest.dropFirst().drop { $0 == " " }
        let name = rest.prefix { $0 != "=" && $0 != ";" }
        rest = rest.dropFirst(name.count)
        guard rest.first == "=" else { continue }
        rest = rest.dropFirst()
        var value = ""
        if rest.first == "\"" {
            rest = rest.dropFirst()
            while let character = rest.first, character != "\"" {
                rest = rest.dropFirst()
                // Browsers write a backslash as it is, even at the end; other programs write one before a quote inside
                // the value.
                let isBeforeQuote = character == "\\" && rest.first == "\"" && !isEnd(rest.dropFirst())
                value.append(isBeforeQuote ? rest.popFirst() ?? character : character)
            }
            guard rest.first == "\"" else { return [:] }
            rest = rest.drop { $0 != ";" }
        } else {
            value = String(rest.prefix { $0 != ";" })
            rest = rest.dropFirst(value.count)
        }
        found[name.lowercased().trimmingCharacters(in: .whitespaces)] = value
    }
    return found
}
