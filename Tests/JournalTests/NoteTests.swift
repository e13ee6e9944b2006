import Journal
import Testing

@Suite struct NoteTests {
    @Test(arguments: [
        ("words", "words"), (" \r\none\r\ntwo \u{3000}", "one\ntwo"), ("  indented\n\n  more", "indented\n\n  more"),
        ("\u{200B}", "\u{200B}"),
    ])
    func aNoteIsKeptWithoutTheBlanksAroundIt(text: String, kept: String) {
        #expect(noteText(text) == kept)
        #expect(noteText(kept) == kept)
    }

    @Test(arguments: ["", " ", "\r\n\t\u{A0}\u{2028}"])
    func blanksAreNoNote(text: String) {
        #expect(noteText(text) == nil)
    }

    @Test(arguments: [
        ("run", ["run"]), ("run, old friends,, #sun ,", ["run", "old friends", "sun"]), (" , ", []),
    ])
    func tagsHaveCommasBetweenThem(text: String, tags: [String]) {
        #expect(tagNames(text) == tags)
    }
}
