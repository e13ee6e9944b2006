import Journal

/// Text that a terminal shows and never obeys, which is all that is printed there.
///
/// What is literally in the source stands as it is. Whatever is put into it, such as a note, a file's name or a server's words, is
/// escaped, and the only control sequences are those of ``Style``.
struct TerminalText: Equatable, Sendable {
    /// What is written to the terminal.
    private(set) var shown: String

    /// Text from elsewhere, on one line.
    init(_ text: some StringProtocol) {
        shown = Terminal.visibleLine(String(text))
    }

    /// Text from elsewhere that may have several lines.
    init(lines text: String) {
        shown = Terminal.visible(text)
    }

    private init(safe text: String) {
        shown = text
    }

    /// Several texts, one after the other.
    init(joining texts: some Sequence<TerminalText>, separator: TerminalText) {
        shown = texts.map(\.shown).joined(separator: separator.shown)
    }

    var isEmpty: Bool { shown.isEmpty }

    /// How many columns it takes, unless it is highlighted.
    var columns: Int { shown.columns }

    /// Padded on the right with spaces to this many columns, unless it is highlighted.
    func padded(_ columns: Int) -> TerminalText { TerminalText(safe: shown.padded(columns)) }

    /// Cut to at most this many columns, unless it is highlighted; unchanged without a limit.
    func cut(to limit: Int?) -> TerminalText { TerminalText(safe: shown.cut(to: limit)) }

    /// In lines of at most this many columns, unless it is highlighted; unchanged without a limit.
    func wrapped(to limit: Int?) -> [TerminalText] { shown.wrapped(to: limit).map(TerminalText.init(safe:)) }

    /// Without trailing spaces.
    var trimmingSpacesBehind: TerminalText { TerminalText(safe: shown.trimmingSpacesBehind) }

    static func + (one: TerminalText, other: TerminalText) -> TerminalText {
        TerminalText(safe: one.shown + other.shown)
    }
}

extension TerminalText: ExpressibleByStringInterpolation {
    init(stringLiteral text: String) {
        shown = text
    }

    init(stringInterpolation parts: StringInterpolation) {
        shown = parts.shown
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var shown = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            shown.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ text: String) {
            shown += text
        }

        mutating func appendInterpolation(_ text: TerminalText) {
            shown += text.shown
        }

        /// Whatever it is, it is text from elsewhere.
        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            shown += Terminal.visibleLine(value.description)
        }
    }
}

extension Sequence<TerminalText> {
    /// One text of several.
    func joined(separator: TerminalText = "") -> TerminalText {
        TerminalText(joining: self, separator: separator)
    }
}

extension Style {
    /// Emphasised text.
    func bold(_ text: TerminalText) -> TerminalText {
        set(text, 1)
    }

    /// De-emphasised text.
    func faint(_ text: TerminalText) -> TerminalText {
        set(text, 2)
    }

    /// Text on a mood's colour; the text must name the mood as well.
    func on(_ mood: Felt, _ text: TerminalText) -> TerminalText {
        let colour = MoodColour(mood)
        let white = colour.takesWhite ? 255 : 0
        return switch colours {
        case .none, .letters: text
        case .palette: set(text, 38, 5, colour.takesWhite ? 231 : 16, 48, 5, colour.paletteNumber)
        case .full: set(text, 38, 2, white, white, white, 48, 2, colour.red, colour.green, colour.blue)
        }
    }

    /// The control sequence that begins with these numbers only changes how text looks.
    private func set(_ text: TerminalText, _ codes: Int...) -> TerminalText {
        guard colours != .none else { return text }
        return "\u{1B}[\(codes.map(String.init).joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}

extension Terminal {
    /// Text from a note, a file name or a server, made safe for a terminal: control characters are shown instead of obeyed.
    static func visible(_ text: String) -> String {
        if isPlain(text) { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if scalar != "\n", controls(scalar) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The same on one line.
    static func visibleLine(_ text: String) -> String {
        isPlain(text) ? text : visible(text).replacing("\n", with: " ")
    }

    /// One line of JSON, with control characters escaped as JSON does.
    static func visible(json: String) -> String {
        var shown = ""
        for scalar in json.unicodeScalars {
            if controls(scalar) {
                let digits = String(scalar.value, radix: 16)
                shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The control characters of ASCII and Latin-1, those that change the writing direction, and line separators; none of them
    /// is beyond U+FFFF.
    private static func controls(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x206F: true
        default: false
        }
    }

    /// Whether the text is all printable ASCII, as most text is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }
}
