/// A photo's colour profile (ICC.1, annex B.4: embedded in JPEG in numbered chunks).
enum ICCProfile {
    /// Joins the chunks.
    ///
    /// - Parameters:
    ///   - chunks: Contents of the segments after `ICC_PROFILE\0`: number from 1, count, data.
    ///   - isGrey: Whether the picture has one channel.
    ///   - maxBytes: The largest profile accepted.
    /// - Returns: The profile, or nil if there is none, if chunks are missing or contradict each other, if its header
    ///   does not match its size, or if it describes other channels than the picture's: a wrong profile is worse than
    ///   none.
    static func assemble(_ chunks: [Range<Int>], of bytes: Span<UInt8>, isGrey: Bool, maxBytes: Int) -> [UInt8]? {
        guard (1...255).contains(chunks.count), chunks.allSatisfy({ $0.count > 2 }),
            chunks.reduce(0, { $0 + $1.count - 2 }) <= maxBytes
        else { return nil }
        var inOrder = [Range<Int>?](repeating: nil, count: chunks.count)
        for chunk in chunks {
            let number = Int(bytes[chunk.lowerBound]), total = Int(bytes[chunk.lowerBound + 1])
            guard total == chunks.count, (1...total).contains(number), inOrder[number - 1] == nil else { return nil }
            inOrder[number - 1] = chunk.dropFirst(2)
        }
        let profile = inOrder.compactMap(\.self).flatMap { chunk in chunk.map { bytes[$0] } }
        return describes(profile, isGrey: isGrey) ? profile : nil
    }

    /// Contents of the segments that hold a profile, with their signature; none for an empty profile.
    static func chunks(_ profile: [UInt8]) -> [[UInt8]] {
        let most = 65_533 - signature.count - 2
        let starts = Array(stride(from: 0, to: profile.count, by: most))
        return zip(1..., starts).map { number, start in
            signature + [UInt8(number), UInt8(starts.count)] + profile[start...].prefix(most)
        }
    }

    private static let signature = Array("ICC_PROFILE\0".utf8)

    /// Whether a profile is complete and describes the picture's channels. The header has 128 bytes: the profile's size
    /// first, its colour space at 16, a signature at 36.
    static func describes(_ profile: [UInt8], isGrey: Bool) -> Bool {
        guard profile.count >= 128 else { return false }
        let size = profile[..<4].reduce(0) { $0 << 8 | Int($1) }
        return size == profile.count
            && profile[16..<20].elementsEqual((isGrey ? "GRAY" : "RGB ").utf8)
            && profile[36..<40].elementsEqual("acsp".utf8)
    }
}
