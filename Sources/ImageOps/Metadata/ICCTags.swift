/// The tags of a profile that say how colours look (ICC.1, clauses 9 and 10), each without a byte that does not.
struct ICCTags {
    private static let points = ["wtpt", "bkpt", "rXYZ", "gXYZ", "bXYZ"]
    private static let curves = ["rTRC", "gTRC", "bTRC", "kTRC"]
    private static let tables = ["A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2"]
    private static let kept = points + ["chad", "cicp"] + curves + tables
    private static let maxTags = 200

    /// In the order of `kept`.
    private var tags: [(name: String, content: [UInt8])] = []

    /// Reads the tags of a profile behind its header; nil if its table of them makes no sense, or if one that counts does
    /// not.
    init?(_ profile: [UInt8]) {
        let bytes = profile.span
        guard let count = bytes.bigEndian(at: 128, size: 4), count <= Self.maxTags else { return nil }
        var found: [String: [UInt8]] = [:]
        for entry in 0..<count {
            let place = 132 + 12 * entry
            guard let start = bytes.bigEndian(at: place + 4, size: 4),
                let size = bytes.bigEndian(at: place + 8, size: 4)
            else { return nil }
            let name = String(decoding: profile[place..<place + 4], as: UTF8.self)
            guard Self.kept.contains(name) else { continue }
            guard start >= 132, start <= profile.count, size <= profile.count - start, found[name] == nil else {
                return nil
            }
            let content = Self.content(of: name, Array(profile[start..<start + size]))
            // Tables of the newer kind may have gaps that hold anything. They are left out, as a profile with primaries can
            // do without.
            guard content != nil || Self.tables.contains(name) else { return nil }
            found[name] = content
        }
        tags = Self.kept.compactMap { name in found[name].map { (name, $0) } }
    }

    func contains(_ names: [String]) -> Bool {
        names.allSatisfy { name in tags.contains { $0.name == name } }
    }

    /// A tag's value, cut to the length that its type and its own numbers give; nil if it is shorter, or of another type than
    /// such a tag has.
    private static func content(of name: String, _ bytes: [UInt8]) -> [UInt8]? {
        let type = String(decoding: bytes.prefix(4), as: UTF8.self)
        let length: Int?
        switch type {
        case "XYZ " where points.contains(name): length = 20
        case "sf32" where name == "chad": length = 44
        case "cicp" where name == "cicp": length = 12
        case "curv" where curves.contains(name): length = curveLength(bytes.span)
        case "para" where curves.contains(name): length = parametricLength(bytes.span)
        case "mft1" where tables.contains(name): length = tableLength(bytes.span, isWide: false)
        case "mft2" where tables.contains(name): length = tableLength(bytes.span, isWide: true)
        default: length = nil
        }
        guard let length, length <= bytes.count else { return nil }
        var content = Array(bytes[..<length])
        let reserved = [4..<8] + (type == "para" ? [10..<12] : type.hasPrefix("mft") ? [11..<12] : [])
        for place in reserved.joined() { content[place] = 0 }
        return content
    }

    private static func curveLength(_ bytes: Span<UInt8>) -> Int? {
        bytes.bigEndian(at: 8, size: 4).map { 12 + 2 * $0 }
    }

    private static func parametricLength(_ bytes: Span<UInt8>) -> Int? {
        let numbers = [1, 3, 4, 5, 7]
        guard let function = bytes.bigEndian(at: 8, size: 2), numbers.indices.contains(function) else { return nil }
        return 12 + 4 * numbers[function]
    }

    /// A matrix, a curve for each channel in and out, and a table between them.
    private static func tableLength(_ bytes: Span<UInt8>, isWide: Bool) -> Int? {
        guard let into = bytes.bigEndian(at: 8, size: 1), let out = bytes.bigEndian(at: 9, size: 1),
            (1...3).contains(into), (1...3).contains(out), let side = bytes.bigEndian(at: 10, size: 1)
        else { return nil }
        let cells = (0..<into).reduce(out) { cells, _ in cells * side }
        guard isWide else { return 48 + 256 * into + cells + 256 * out }
        guard let first = bytes.bigEndian(at: 48, size: 2), let last = bytes.bigEndian(at: 50, size: 2) else {
            return nil
        }
        return 52 + 2 * (first * into + cells + last * out)
    }

    /// The profile with these tags, and a name and a copyright, without which it would be none.
    func profile(header: [UInt8], version: UInt8, name: String) -> [UInt8] {
        let text = version < 4 ? Self.plainText : Self.localizedText
        let description = version < 4 ? Self.plainDescription(name) : text(name)
        let all = [("desc", description), ("cprt", text("not stated"))] + tags.map { ($0.name, $0.content) }
        var table = Self.bytes(all.count), data: [UInt8] = []
        let dataStart = header.count + 4 + 12 * all.count
        // Curves are often the same for all channels, and stand there once.
        var places: [[UInt8]: Int] = [:]
        for (name, content) in all {
            let place = places[content] ?? dataStart + data.count
            if places.updateValue(place, forKey: content) == nil {
                data += content + [UInt8](repeating: 0, count: (4 - content.count % 4) % 4)
            }
            table += Array(name.utf8) + Self.bytes(place) + Self.bytes(content.count)
        }
        let whole = header + table + data
        return Self.bytes(whole.count) + whole[4...]
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private static func plainText(_ text: String) -> [UInt8] {
        Array("text".utf8) + [0, 0, 0, 0] + Array(text.utf8) + [0]
    }

    /// With neither Unicode nor Macintosh's text behind it.
    private static func plainDescription(_ text: String) -> [UInt8] {
        Array("desc".utf8) + [0, 0, 0, 0] + bytes(text.utf8.count + 1) + Array(text.utf8) + [0]
            + [UInt8](repeating: 0, count: 4 + 4 + 2 + 1 + 67)
    }

    private static func localizedText(_ text: String) -> [UInt8] {
        let start = 28
        let wide = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return Array("mluc".utf8) + [0, 0, 0, 0] + bytes(1) + bytes(12) + Array("enUS".utf8) + bytes(wide.count)
            + bytes(start) + wide
    }
}
