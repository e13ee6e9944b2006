import Foundation

/// How a text is written down in bytes.
enum TextEncoding: Sendable, Equatable {
    case utf8
    case utf16(isBigEndian: Bool)
    /// What Windows writes in the West, and with it Latin-1.
    case windows1252

    /// What the start of a text says about it: a byte order mark, or that every other byte is zero. UTF-8 without any.
    init(start: [UInt8]) {
        let zeros = (0..<min(start.count, 64)).filter { start[$0] == 0 }
        if start.starts(with: [0xFF, 0xFE]) {
            self = .utf16(isBigEndian: false)
        } else if start.starts(with: [0xFE, 0xFF]) {
            self = .utf16(isBigEndian: true)
        } else if start.count >= 4, !zeros.isEmpty, zeros.count * 3 >= min(start.count, 64),
            Set(zeros.map { $0 % 2 }).count == 1
        {
            self = .utf16(isBigEndian: zeros[0] % 2 == 0)
        } else {
            self = .utf8
        }
    }

    /// What a whole text is written in. One that is not UTF-8, but has more letters that would be than bytes that are not, is
    /// damaged UTF-8.
    ///
    /// - Throws: ``ExchangeError`` if it is larger than `limit` bytes, or cannot be read.
    init(of document: Document, limit: Int) throws {
        self.init(start: try document.start(64))
        var stream = try document.bytes()
        var (size, letters, strays, due) = (0, 0, 0, 0)
        // What is damaged further on is told when it is read.
        while let piece = try intact(&stream) {
            size += piece.count
            guard size <= limit else {
                throw ExchangeError.badInput(
                    "\(document.name) holds more than \(limit >> 20) MB of text; that is not a diary's. "
                        + "Nothing was imported.")
            }
            guard self == .utf8, due > 0 || !isASCII(piece) else { continue }
            for byte in piece {
                if due > 0, byte & 0xC0 == 0x80 {
                    due -= 1
                    if due == 0 { letters += 1 }
                    continue
                }
                strays += due > 0 ? 1 : 0
                switch byte {
                case 0..<0x80: due = 0
                case 0xC2..<0xE0: due = 1
                case 0xE0..<0xF0: due = 2
                case 0xF0..<0xF5: due = 3
                default:
                    due = 0
                    strays += 1
                }
            }
        }
        if self == .utf8, strays + (due > 0 ? 1 : 0) > letters { self = .windows1252 }
    }
}

/// The next piece of a text; `nil` if it is damaged from here on.
private func intact(_ stream: inout any ByteStream) throws -> [UInt8]? {
    do { return try stream.next() } catch is MemberReader.Damage { return nil }
}

private func isASCII(_ piece: [UInt8]) -> Bool {
    piece.withUnsafeBytes { bytes in
        let words = bytes.count / 8
        return (0..<words).allSatisfy {
            bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        } && bytes[(words * 8)...].allSatisfy { $0 < 0x80 }
    }
}

extension TextEncoding {
    /// The text that starts with these bytes; its last letter may be wrong.
    func decoded(_ start: [UInt8]) -> String {
        var bytes = UTF8Bytes(OnePiece(start), self)
        return String(decoding: (try? bytes.next()) ?? [], as: UTF8.self)
    }
}

extension Document {
    /// Its text in UTF-8, without a byte order mark. Bytes that are none in UTF-8 stay as they are.
    func text(_ encoding: TextEncoding) throws -> any ByteStream {
        UTF8Bytes(try bytes(), encoding)
    }
}

/// A text, turned into UTF-8.
private struct UTF8Bytes: ByteStream {
    private var stream: any ByteStream
    private let encoding: TextEncoding
    private var isAtStart = true
    /// Bytes of the last piece that belong to a letter of the next.
    private var rest: [UInt8] = []

    init(_ stream: any ByteStream, _ encoding: TextEncoding) {
        self.stream = stream
        self.encoding = encoding
    }

    mutating func next() throws -> [UInt8]? {
        while true {
            let more = try stream.next()
            if more == nil, rest.isEmpty { return nil }
            let text = decoded(rest + (more ?? []), isLast: more == nil)
            if !text.isEmpty { return text }
            if more == nil { return nil }
        }
    }

    private mutating func decoded(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var text: [UInt8]
        rest = []
        switch encoding {
        case .utf8: text = bytes
        case .windows1252:
            text = []
            text.reserveCapacity(bytes.count * 2)
            for byte in bytes { text += Array(Character(windows1252(byte)).utf8) }
        case .utf16(let isBigEndian):
            let (high, low) = isBigEndian ? (0, 1) : (1, 0)
            var units: [UInt16] = []
            for place in stride(from: 0, to: bytes.count - 1, by: 2) {
                units.append(UInt16(bytes[place + high]) << 8 | UInt16(bytes[place + low]))
            }
            // Half a unit at the very end is part of no letter.
            if !isLast {
                if let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
                rest = Array(bytes[(units.count * 2)...])
            }
            text = Array(String(decoding: units, as: UTF16.self).utf8)
        }
        if isAtStart, text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        isAtStart = isAtStart && text.isEmpty
        return text
    }
}

/// The letter that a byte means in Windows-1252, as browsers read it.
func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    (0x80..<0xA0).contains(byte) ? special1252[Int(byte) - 0x80] : Unicode.Scalar(byte)
}

private let special1252 = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
