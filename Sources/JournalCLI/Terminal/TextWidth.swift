/// The width of text on a terminal, in columns of one Latin letter.
extension String {
    /// How many columns the text takes. It must not contain control characters.
    var columns: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
    }

    /// The text, padded on the right with spaces to this many columns.
    func padded(_ columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - self.columns))
    }

    /// The text in lines of at most this many columns, broken at spaces where possible; unchanged without a limit.
    func wrapped(to limit: Int?) -> [String] {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        guard let limit, limit > 0 else { return lines.map(String.init) }
        return lines.flatMap { $0.broken(to: limit) }
    }

    /// The text cut to at most this many columns, ending in "…" if it was cut; unchanged without a limit.
    func cut(to limit: Int?) -> String {
        guard let limit, columns > limit else { return self }
        guard limit > 0 else { return "" }
        var used = 0
        let kept = prefix { character in
            used += character.columns
            return used < limit
        }
        return kept.trimmingSpacesBehind + "…"
    }
}

extension Substring {
    /// One line, broken into several.
    fileprivate func broken(to limit: Int) -> [String] {
        var lines: [String] = []
        var rest = self
        while true {
            var used = 0
            let end = rest.firstIndex { character in
                used += character.columns
                return used > limit
            }
            // A character wider than the line gets a line of its own.
            let least = end.map { Swift.max($0, rest.index(after: rest.startIndex)) } ?? rest.endIndex
            guard least < rest.endIndex else { return lines + [String(rest)] }
            let blank = rest[..<least].lastIndex(of: " ").flatMap { $0 > rest.startIndex ? $0 : nil }
            let cut = rest[least] == " " ? least : blank ?? least
            lines.append(rest[..<cut].trimmingSpacesBehind)
            rest = rest[cut...].drop { $0 == " " }
        }
    }
}

extension StringProtocol {
    /// The text without trailing spaces.
    var trimmingSpacesBehind: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}

extension Character {
    /// The columns it takes: two for East Asian characters and emoji, none for those that only modify their neighbours.
    var columns: Int {
        if isASCII { return 1 }
        // An emoji of several scalars (a family, a flag, a heart with a colour selector) is drawn as one.
        let scalars = unicodeScalars
        if scalars.count > 1, let first = scalars.first {
            let isFlag = (0x1F1E6...0x1F1FF).contains(first.value)
            if isFlag || first.properties.isEmoji && scalars.contains(where: { $0 == "\u{FE0F}" || $0 == "\u{200D}" }) {
                return 2
            }
            if first.properties.isEmojiModifierBase { return 2 }
        }
        return scalars.reduce(0) { $0 + $1.columns }
    }
}

extension Unicode.Scalar {
    fileprivate var columns: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .format: return isDrawnFormat ? 1 : 0
        default: break
        }
        // The vowels and final consonants of Korean syllables join the consonant before them; fillers take no column.
        switch value {
        case 0x1160...0x11FF, 0xD7B0...0xD7FB, 0x3164, 0xFFA0: return 0
        default: break
        }
        guard value >= 0x1100 else { return 1 }
        return properties.isEmojiPresentation || isEastAsian ? 2 : 1
    }

    /// The soft hyphen, and signs that surround or precede numbers.
    private var isDrawnFormat: Bool {
        switch value {
        case 0xAD, 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
        default: false
        }
    }

    /// Whether Unicode's EastAsianWidth.txt calls it wide or full-width, except emoji, as of Unicode 15; unassigned
    /// code points between such characters count as well.
    private var isEastAsian: Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
            0x3250...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
            0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
