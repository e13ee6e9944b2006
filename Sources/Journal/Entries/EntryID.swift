/// An entry's permanent name on every device: a UUID version 7 (RFC 9562), so that IDs sort by creation time.
public struct EntryID: Hashable, Comparable, Codable, Sendable, LosslessStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// The ID of all zeros, which no clock generates.
    public static let zeros = EntryID(high: 0, low: 0)

    private init(high: UInt64, low: UInt64) {
        (self.high, self.low) = (high, low)
    }

    /// A new ID, made at `time` with 74 random bits.
    public init(at time: Timestamp) {
        self.init(at: time, .random(in: 0...(.max)), .random(in: 0...(.max)))
    }

    /// A new ID, made at `time` with 74 bits from a generator.
    public init(at time: Timestamp, using generator: inout some RandomNumberGenerator) {
        self.init(at: time, generator.next(), generator.next())
    }

    private init(at time: Timestamp, _ first: UInt64, _ second: UInt64) {
        let milliseconds = UInt64(bitPattern: time.milliseconds) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | first & 0x0FFF
        low = 0x8000_0000_0000_0000 | second & 0x3FFF_FFFF_FFFF_FFFF
    }

    /// The ID with these 16 bytes; `nil` for any other number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The ID written as 32 hexadecimal digits, with or without hyphens; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.filter { $0 != "-" }
        guard digits.utf8.count == 32, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        self.high = high
        self.low = low
    }

    /// The sixteen bytes, most significant first.
    public var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// The canonical form: 8-4-4-4-12 lower-case hexadecimal digits.
    public var description: String {
        let digits = hexDigits
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// The 32 digits without hyphens; people type the last few.
    public var hexDigits: String {
        [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Orders by creation time.
    public static func < (a: EntryID, b: EntryID) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}
