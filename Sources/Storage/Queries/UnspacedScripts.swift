import Foundation

/// Scripts that put no spaces between words, Chinese, Japanese, Thai, Lao, Burmese, Khmer, and Korean, which puts none between
/// the parts of one and often leaves out others. SQLite's tokenizer treats a whole clause as one word, so the index also
/// contains the single letters and pairs of letters in it.
enum UnspacedScripts {
    /// The pieces of words with letters of such scripts, as they are indexed: `今日は` gives `今 今日 日 日は は`.
    static func pieces(of text: String) -> String {
        guard isIn(text) else { return "" }
        var pieces: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) where isIn(String(word)) {
            for run in runs(word) {
                guard run.isUnspaced else {
                    pieces.append(run.text)
                    continue
                }
                let letters = Array(run.text.unicodeScalars)
                for (index, letter) in letters.enumerated() {
                    if index > 0 { pieces.append("\(letters[index - 1])\(letter)") }
                    pieces.append(String(letter))
                }
            }
        }
        return pieces.joined(separator: " ")
    }

    /// The query that finds a word by its pieces: a phrase for each run of letters of one kind of script.
    static func phrases(of word: Substring) -> [String] {
        let isSearchable: (Character) -> Bool = { $0.isLetter || $0.isNumber }
        return runs(word).filter { $0.text.contains(where: isSearchable) }.map { run in
            let letters = Array(run.text.unicodeScalars)
            guard run.isUnspaced, letters.count > 1 else { return run.text.replacing("\"", with: " ") }
            // The first and last letter may be in the middle of a longer run.
            return (1..<letters.count).map { index in
                (index > 1 ? "\(letters[index - 1]) " : "") + "\(letters[index - 1])\(letters[index])"
            }.joined(separator: " ")
        }
    }

    /// Whether a text contains letters of such scripts.
    static func isIn(_ text: String) -> Bool {
        // Most texts need only this quick check: a character that starts with a smaller byte is below U+0E00.
        text.utf8.contains { $0 >= 0xE0 } && text.unicodeScalars.contains(where: isUnspaced)
    }

    /// The parts of a word in one kind of script, in letters of the usual width. Leaves out marks that SQLite's tokenizer treats
    /// as a gap, such as Thai vowels.
    static func runs(_ word: Substring) -> [(text: String, isUnspaced: Bool)] {
        var runs: [(text: String, isUnspaced: Bool)] = []
        // The first mapping alone leaves what it makes of ﾊﾟ uncomposed.
        let usual = String(word).precomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        for scalar in usual.unicodeScalars {
            let isUnspaced = isUnspaced(scalar)
            if isUnspaced, isMark(scalar) { continue }
            if runs.last?.isUnspaced == isUnspaced {
                runs[runs.count - 1].text.unicodeScalars.append(scalar)
            } else {
                runs.append((String(scalar), isUnspaced))
            }
        }
        return runs
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Source of the ranges: The Unicode Standard, Blocks.txt.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E01...0x0E4E, 0x0E81...0x0ECE, 0x1000...0x103F, 0x1780...0x17D3,  // Thai, Lao, Burmese, Khmer
            0x3005...0x3007, 0x3041...0x30FF, 0x3105...0x312F, 0x31F0...0x31FF, 0xFF66...0xFF9D,  // kana, bopomofo
            0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xD7B0...0xD7FB,  // Hangul
            0xFFA0...0xFFDC,  // Hangul of half the width
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD:  // Han
            true
        default: false
        }
    }
}
