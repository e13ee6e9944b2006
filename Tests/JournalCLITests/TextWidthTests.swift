import Foundation
import Testing

@testable import JournalCLI

@Suite struct TextWidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("naïve", 5), ("nai\u{308}ve", 5), ("日本", 4), ("ｗｉｄｅ", 8), ("한글", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🇫🇷", 2), ("❤", 1), ("❤️", 2), ("☕", 2), ("·", 1),
        ("a\u{200B}b", 2), ("█░", 2), ("שלום", 4), ("สวัสดี", 4),
    ])
    func wideAndCombiningCharactersTakeTheirRoom(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test func textIsCutAndPaddedByColumns() {
        #expect("日本語".cut(to: 6) == "日本語" && "日本語".cut(to: 5) == "日本…" && "日本語".cut(to: 4) == "日…")
        #expect("one two".cut(to: 5) == "one…" && "one".cut(to: 0) == "" && "one".cut(to: nil) == "one")
        #expect("日本".padded(6) + "|" == "日本  |" && "long".padded(2) == "long")
        #expect("👩‍👩‍👧‍👦👩‍👩‍👧‍👦".cut(to: 3) == "👩‍👩‍👧‍👦…")
    }

    @Test func textIsBrokenAtBlanks() {
        #expect("one two three".wrapped(to: 7) == ["one two", "three"] && "one two".wrapped(to: 6) == ["one", "two"])
        #expect("a\n\n  b".wrapped(to: 9) == ["a", "", "  b"] && "long words".wrapped(to: nil) == ["long words"])
        #expect("日本語日本語".wrapped(to: 5) == ["日本", "語日", "本語"] && "日本".wrapped(to: 1) == ["日", "本"])
        #expect(" indented text".wrapped(to: 9) == [" indented", "text"] && "".wrapped(to: 3) == [""])
    }

    /// Every character on its own, as the Python package wcwidth measures it, without those that Python's Unicode does
    /// not know, spacing marks, which it treats as part of a cluster, and U+1171E, which became one.
    @Test(.enabled(if: Services.areThere)) func singleCharactersAreAsWideAsOthersSay() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let script = """
            import unicodedata, wcwidth
            for c in range(0xA0, 0x40000):
                if unicodedata.category(chr(c)) not in ("Cc", "Cn", "Co", "Cs", "Mc", "Zl", "Zp") and c != 0x1171E:
                    print(c, wcwidth.wcwidth(chr(c)))
            """
        let measured = try await journal.run(try Services.python(), ["-c", script])
        try #require(measured.code == 0, "\(measured.errors)")
        var others: [String] = []
        for line in measured.output.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            let character = Character(try #require(Unicode.Scalar(UInt32(numbers[0]))))
            if String(character).columns != numbers[1] { others.append("\(line): \(String(character).columns)") }
        }
        #expect(others == [])
    }
}
