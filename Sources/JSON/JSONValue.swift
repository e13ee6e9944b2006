/// A value of JSON.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Parses text that this program wrote and its file keeps; `nil` if it is not JSON after all, or is nested more
    /// than 32 deep.
    ///
    /// `JSONDecoder` spends 40 µs on one photo's faces, two thirds of the time to read an entry; this takes a tenth of
    /// that. It leaves numbers to `Double`, which also accepts `+4`, `01` and `1.`; use ``StrictJSON`` for what others
    /// send.
    public init?(_ text: String) {
        self.init(text, names: .lastCounts)
    }

    init?(_ text: String, names: JSONNames) {
        var text = text
        let value = text.withUTF8 { bytes -> JSONValue? in
            var reader = JSONReader(bytes, names)
            guard let value = reader.value(depth: 0) else { return nil }
            reader.skipBlanks()
            return reader.isAtEnd ? value : nil
        }
        guard let value else { return nil }
        self = value
    }

    /// A member of an object; `nil` for anything else, and if there is no such member.
    public subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The elements of an array; `nil` for anything else.
    public var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The number; `nil` for anything else.
    public var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The text; `nil` for anything else.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }
}

/// A name occurs twice in an object.
enum JSONNames {
    case lastCounts
    /// The text is not JSON.
    case eachOnce
}

private struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let names: JSONNames
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ names: JSONNames) {
        self.bytes = bytes
        self.names = names
    }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func value(depth: Int) -> JSONValue? {
        skipBlanks()
        guard let byte = next, depth < 32 else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return array(depth)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func take(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard bytes[position...].starts(with: word) else { return false }
            position += word.count
            return true
        }
    }

    /// Whether this byte comes next, after whitespace; if so, moves past it.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func array(_ depth: Int) -> JSONValue? {
        position += 1
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .array(elements) : nil
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
        position += 1
        var members: [String: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\""), let name = string(), take(UInt8(ascii: ":")),
                let member = value(depth: depth + 1)
            else { return nil }
            guard members.updateValue(member, forKey: name) == nil || names == .lastCounts else { return nil }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func number() -> JSONValue? {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self)).map(JSONValue.number)
    }

    private mutating func string() -> String? {
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        while let byte = next, byte >= 0x20 {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                position += 1
                guard let scalar = escape() else { return nil }
                text.unicodeScalars.append(scalar)
            } else {
                let start = position
                while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                    position += 1
                }
                text += String(decoding: bytes[start..<position], as: UTF8.self)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return utf16Escape()
        default: return nil
        }
    }

    private mutating func utf16Escape() -> Unicode.Scalar? {
        guard let first = fourDigits() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\u"), let second = fourDigits(),
            (0xDC00..<0xE000).contains(second)
        else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func fourDigits() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
        guard digits.allSatisfy(\.isHexDigit) else { return nil }
        position += 4
        return UInt32(digits, radix: 16)
    }
}
