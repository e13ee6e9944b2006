/// A photo's colour profile (ICC.1, annex B.4: embedded in JPEG in numbered chunks).
enum ICCProfile {
    /// Joins the chunks.
    ///
    /// - Parameters:
    ///   - chunks: Contents of the segments after `ICC_PROFILE\0`: number from 1, count, data.
    ///   - isGrey: Whether the picture has one channel.
    /// - Returns: The profile as it is kept; nil if there is none, or if chunks are missing or contradict each other.
    static func assemble(
        _ chunks: [Range<Int>], of bytes: Span<UInt8>, isGrey: Bool, limits: PictureLimits
    ) -> [UInt8]? {
        guard (1...255).contains(chunks.count), chunks.allSatisfy({ $0.count > 2 }),
            chunks.reduce(0, { $0 + $1.count - 2 }) <= limits.maxProfileBytes
        else { return nil }
        var inOrder = [Range<Int>?](repeating: nil, count: chunks.count)
        for chunk in chunks {
            let number = Int(bytes[chunk.lowerBound]), total = Int(bytes[chunk.lowerBound + 1])
            guard total == chunks.count, (1...total).contains(number), inOrder[number - 1] == nil else { return nil }
            inOrder[number - 1] = chunk.dropFirst(2)
        }
        let profile = inOrder.compactMap(\.self).flatMap { chunk in chunk.map { bytes[$0] } }
        return kept(profile, isGrey: isGrey, limits: limits)
    }

    /// What is kept of a profile: what ``reduced(_:isGrey:)`` leaves of it.
    static func kept(_ profile: [UInt8], isGrey: Bool, limits: PictureLimits) -> [UInt8]? {
        guard profile.count <= limits.maxProfileBytes, describes(profile, isGrey: isGrey) else { return nil }
        return reduced(profile, isGrey: isGrey)
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

    /// The largest profile that is kept, in bytes.
    private static let maxReducedBytes = 64 << 10

    /// What of a profile says how colours look, and nothing else: profiles of displays name the device by its serial
    /// number, and any tag may hold anything.
    ///
    /// - Parameter isGrey: Whether the picture has one channel.
    /// - Returns: A profile that consists of the colorimetric tags, with a header and a name that tell nothing. The same again
    ///   for a profile that came from here. Nil if it describes other channels than the picture's, or cannot be read: a wrong
    ///   profile is worse than none.
    static func reduced(_ profile: [UInt8], isGrey: Bool) -> [UInt8]? {
        guard describes(profile, isGrey: isGrey), let tags = ICCTags(profile) else { return nil }
        let isComplete = tags.contains(isGrey ? ["kTRC"] : ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"])
        guard isComplete || tags.contains(["A2B0"]) else { return nil }
        let reduced = tags.profile(header: header(profile), version: profile[8], name: isGrey ? "Gray" : "RGB")
        return reduced.count <= maxReducedBytes ? reduced : nil
    }

    /// Whether a profile is complete and describes the picture's channels. The header has 128 bytes: the profile's size
    /// first, its class at 12, its colour space at 16, the one it leads to at 20, a signature at 36.
    private static func describes(_ profile: [UInt8], isGrey: Bool) -> Bool {
        guard profile.count >= 132 else { return false }
        func holds(_ words: [String], at start: Int) -> Bool {
            words.contains { profile[start..<start + 4].elementsEqual($0.utf8) }
        }
        return profile.span.bigEndian(at: 0, size: 4) == profile.count
            && holds(["scnr", "mntr", "prtr", "spac"], at: 12) && holds([isGrey ? "GRAY" : "RGB "], at: 16)
            && holds(["XYZ ", "Lab "], at: 20) && holds(["acsp"], at: 36)
    }

    /// The header without its maker, its date, the device's maker, model and attributes, and what is reserved. The size in it
    /// is not yet that of the profile.
    private static func header(_ profile: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 128)
        // Version, class and colour spaces; signature; rendering intent.
        for kept in [8..<10, 12..<24, 36..<40, 67..<68] { header.replaceSubrange(kept, with: profile[kept]) }
        header[67] &= 3
        // A date has to be a day of the calendar; and colours are measured under D50.
        header.replaceSubrange(24..<30, with: [0x07, 0xD0, 0, 1, 0, 1])
        header.replaceSubrange(68..<80, with: [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D])
        return header
    }
}
