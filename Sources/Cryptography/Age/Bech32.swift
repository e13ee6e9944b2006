/// Bech32 (BIP 173) for the 32 bytes of a key. The text's length follows from its prefix, and the letters have one case.
enum Bech32 {
    static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    /// The five-bit group that each lower-case character stands for; 255 for none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
    /// 32 bytes are 51 groups and one bit.
    static let groupCount = 52
    static let checksumCount = 6

    /// - Parameter prefix: in lower case, as the text will be.
    static func text(_ bytes: [UInt8], prefix: String) -> String {
        var groups: [UInt8] = []
        var bits = 0
        var pending = 0
        for byte in bytes {
            pending = (pending << 8 | Int(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                groups.append(UInt8(pending >> bits & 31))
            }
        }
        groups.append(UInt8(pending << (5 - bits) & 31))
        let remainder = checksum(prefix: prefix, groups + [UInt8](repeating: 0, count: checksumCount)) ^ 1
        for place in (0..<checksumCount).reversed() { groups.append(UInt8(remainder >> (5 * place) & 31)) }
        return prefix + "1" + String(decoding: groups.map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The 32 bytes behind a prefix; `nil` for any other text.
    ///
    /// - Parameters:
    ///   - text: in lower case.
    ///   - prefix: in lower case, too.
    static func bytes(_ text: some Collection<UInt8>, prefix: String) -> [UInt8]? {
        let start = Array((prefix + "1").utf8)
        guard text.count == start.count + groupCount + checksumCount, text.starts(with: start) else { return nil }
        let groups = text.dropFirst(start.count).map { values[Int($0)] }
        guard !groups.contains(255), checksum(prefix: prefix, groups) == 1 else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var pending = 0
        for group in groups.prefix(groupCount) {
            pending = (pending << 5 | Int(group)) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(pending >> bits & 255))
            }
        }
        // What is left over of the last group has to be zeros, or several texts would mean one key.
        return pending & (1 << bits - 1) == 0 ? bytes : nil
    }

    static func checksum(prefix: String, _ groups: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        let expanded = prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
        return (expanded + groups).reduce(1) { state, value in
            let next = (state & 0x1FF_FFFF) << 5 ^ UInt32(value)
            return generator.enumerated().reduce(next) { state >> (25 + $1.offset) & 1 == 1 ? $0 ^ $1.element : $0 }
        }
    }
}
