import Testing

@testable import JournalCLI

@Suite struct TerminalTextTests {
    private let note = "a\u{1B}[2Jb\nc\u{9B}d\u{202E}e\u{61C}f"

    @Test func whatIsPutInIsEscapedAndWhatIsWrittenHereIsNot() {
        let text: TerminalText = "\u{1B}[1m\(note)\n\(3)\("x"[...])"
        #expect(text.shown == "\u{1B}[1ma\\u{1b}[2Jb c\\u{9b}d\\u{202e}e\\u{61c}f\n3x")
        #expect(TerminalText(note).shown == "a\\u{1b}[2Jb c\\u{9b}d\\u{202e}e\\u{61c}f")
        #expect(
            TerminalText(lines: note).wrapped(to: nil).map(\.shown) == ["a\\u{1b}[2Jb", "c\\u{9b}d\\u{202e}e\\u{61c}f"])
    }

    @Test func whatIsHighlightedIsEscapedOnce() {
        let style = Style(isTerminal: true, ["TERM": "xterm-256color"])
        let bold = style.bold(TerminalText(note))
        #expect(bold.shown == "\u{1B}[1ma\\u{1b}[2Jb c\\u{9b}d\\u{202e}e\\u{61c}f\u{1B}[0m")
        #expect(["-", bold, "-"].joined(separator: " ").shown == "- \(bold.shown) -")
        #expect("\(bold)!" as TerminalText == bold + "!")
    }
}
