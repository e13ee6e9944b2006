import Foundation
import JSON

/// A JSON document, read value by value, so that only one has to fit into memory.
///
/// Values are taken by their brackets and quotes; whether they are JSON otherwise is for whoever reads them.
struct JSONElements: Sendable {
    /// A value that is handed out.
    enum Element {
        case value(Data)
        /// Longer, or with more values in it, than anything that is meant well.
        case tooLarge
    }

    /// What a document is, by its first value.
    enum Shape: Equatable {
        /// An object with a list called `entries`, of which ``next()`` returns the elements.
        case entries
        /// An object with these members.
        case object(Set<String>)
        case other
    }

    /// The document is not JSON from here on.
    struct Damage: Error {}

    /// The longest element, in bytes: far longer than any entry.
    static let longest = 32 << 20
    /// The most values in an element. Each takes some hundred bytes of memory once it is read.
    static let mostValues = 300_000

    private var bytes: ByteReader
    private var isFirst = true

    /// A text in UTF-8.
    init(_ text: any ByteStream) {
        bytes = ByteReader(text)
    }

    /// Finds out what the document is; called once, before ``next()``.
    ///
    /// - Throws: ``Damage``, ``ExchangeError``.
    mutating func shape() throws -> Shape {
        guard try visible() == UInt8(ascii: "{") else { return .other }
        bytes.pass()
        var names: Set<String> = []
        if try visible() == UInt8(ascii: "}") { return .object([]) }
        while true {
            guard try visible() == UInt8(ascii: "\""), let name = try take(), case .value(let text) = name else {
                throw Damage()
            }
            names.insert(JSONValue(String(decoding: text, as: UTF8.self))?.string ?? "")
            guard try visible() == UInt8(ascii: ":"), names.count < 10_000 else { throw Damage() }
            bytes.pass()
            let isEntries = text == Data(#""entries""#.utf8)
            if try visible() == UInt8(ascii: "["), isEntries {
                bytes.pass()
                return .entries
            }
            try pass()
            switch try visible() {
            case UInt8(ascii: ","): bytes.pass()
            case UInt8(ascii: "}"): return .object(names)
            default: throw Damage()
            }
        }
    }

    /// The next entry; `nil` after the last.
    ///
    /// - Throws: ``Damage``, ``ExchangeError``.
    mutating func next() throws -> Element? {
        try advance() ? try take() : nil
    }

    /// How many more entries there are; those before a damage count.
    ///
    /// - Throws: ``ExchangeError``.
    mutating func count() throws -> Int {
        var count = 0
        do {
            while try advance() {
                try pass()
                count += 1
            }
        } catch  where error is Damage || error is MemberReader.Damage {}
        return count
    }

    /// Goes to the next entry; `false` after the last.
    private mutating func advance() throws -> Bool {
        let byte = try visible()
        if byte == UInt8(ascii: "]") { return false }
        if isFirst {
            isFirst = false
        } else {
            guard byte == UInt8(ascii: ",") else { throw Damage() }
            bytes.pass()
            // A list that ends with a comma ends all the same.
            if try visible() == UInt8(ascii: "]") { return false }
        }
        return true
    }

    /// The next byte that is not blank.
    private mutating func visible() throws -> UInt8? {
        while let byte = try bytes.peek() {
            guard [0x20, 0x0A, 0x0D, 0x09].contains(byte) else { return byte }
            bytes.pass()
        }
        return nil
    }

    private mutating func pass() throws {
        var nothing: [UInt8] = []
        _ = try value(into: &nothing, limit: 0)
    }

    private mutating func take() throws -> Element? {
        var value: [UInt8] = []
        return try self.value(into: &value, limit: Self.longest) ? .value(Data(value)) : .tooLarge
    }

    /// Reads a value; `false` if it is too large.
    private mutating func value(into value: inout [UInt8], limit: Int) throws -> Bool {
        guard let first = try visible() else { throw Damage() }
        switch first {
        case UInt8(ascii: "\""): return try string(into: &value, limit: limit)
        case UInt8(ascii: "{"), UInt8(ascii: "["): break
        default:
            // A number or a word.
            let fits = try bytes.append(to: &value, limit: limit) { ",]}\" \n\r\t:[{".utf8.contains($0) }
            guard !value.isEmpty || !fits else { throw Damage() }
            return fits
        }
        var (depth, count, fits) = (0, 0, true)
        repeat {
            fits = try bytes.append(to: &value, limit: limit, until: isStructure) && fits
            guard let byte = try bytes.peek() else { throw Damage() }
            if byte == UInt8(ascii: "\"") {
                fits = try string(into: &value, limit: limit) && fits
                continue
            }
            bytes.pass()
            if value.count < limit { value.append(byte) } else { fits = false }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                count += 1
            case UInt8(ascii: ","): count += 1
            default: depth -= 1
            }
        } while depth > 0
        return fits && count <= Self.mostValues
    }

    private mutating func string(into value: inout [UInt8], limit: Int) throws -> Bool {
        bytes.pass()
        var fits = value.count < limit
        if fits { value.append(UInt8(ascii: "\"")) }
        while true {
            fits =
                try bytes.append(to: &value, limit: limit) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
                && fits
            guard let byte = try bytes.take() else { throw Damage() }
            if value.count < limit { value.append(byte) } else { fits = false }
            if byte == UInt8(ascii: "\"") { return fits }
            guard let escaped = try bytes.take() else { throw Damage() }
            if value.count < limit { value.append(escaped) } else { fits = false }
        }
    }
}

private func isStructure(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        true
    default: false
    }
}

/// Whether some JSON has so many values in it that reading it would take more memory than anything that is meant well.
func hasTooManyValues(_ json: Data) -> Bool {
    var count = 0
    var (isString, isEscaped) = (false, false)
    for byte in json {
        if isEscaped {
            isEscaped = false
        } else if isString {
            if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") { isString = false }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["): count += 1
            default: break
            }
        }
    }
    return count > JSONElements.mostValues
}
