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
