import Journal
import Testing

@Suite struct TagTests {
    @Test(arguments: [
        ("  run ", "run"), ("#run", "run"), ("# run", "run"), ("two\n words", "two words"), ("e\u{301}", "é"),
        ("a\u{0}b", "a b"),
    ])
    func isKeptOnOneLineWithoutItsSign(text: String, name: String) {
        #expect(tagName(text) == name)
    }

    /// Without bounds, this many take longer than anybody waits.
    @Test(.timeLimit(.minutes(1))) func aLongRunOfMarksIsBoundedAndKept() throws {
        let marks = String(repeating: "\u{301}\u{316}", count: 200_000)
        let name = try #require(tagName("a" + marks))
        let runs = name.unicodeScalars.split(separator: "\u{34F}")
        #expect(runs.allSatisfy { $0.count <= 31 } && runs.joined().count > 399_000)
        #expect(noteText("a" + marks)?.unicodeScalars.filter { $0 != "\u{34F}" }.count == 400_001)
        let short = "a" + String(repeating: "\u{301}", count: 30) + "b" + String(repeating: "\u{316}", count: 30)
        #expect(noteText(short).map { Array($0.unicodeScalars) } == Array(short.unicodeScalars))
    }

    @Test(arguments: ["", " ", "#", "# #\n", "\u{0}"])
    func blanksAndSignsAloneAreNone(text: String) {
        #expect(tagName(text) == nil)
    }

    @Test(arguments: ["/\n\u{301}x", "#\n\u{301}a", "a\n\u{FE0F}", "a\t#\u{301}"])
    func aNameThatWasKeptIsItsOwnName(text: String) throws {
        let name = try #require(tagName(text))
        #expect(tagName(name).map { Array($0.unicodeScalars) } == Array(name.unicodeScalars))
    }
}
