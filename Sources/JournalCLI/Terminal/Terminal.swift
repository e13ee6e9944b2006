import Foundation
import Synchronization

/// Where results and messages go: results to standard output, messages to standard error.
enum Terminal {
    /// Prints one line of a result.
    static func print(_ line: String) {
        print([line])
    }

    /// Prints the lines of a result in a single write.
    static func print(_ lines: [String]) {
        let text = lines.map { $0 + "\n" }.joined()
        StandardStreams.print(Data((isatty(STDOUT_FILENO) != 0 ? styled(text) : text).utf8))
    }

    /// Prints rows of CSV: unchanged into a file or pipe, readable and harmless on a terminal.
    static func print(rows: String) {
        guard isatty(STDOUT_FILENO) != 0 else { return StandardStreams.print(Data(rows.utf8)) }
        StandardStreams.print(Data(visible(rows.replacing("\r\n", with: "\n")).utf8))
    }

    /// Prints one line of JSON. On a terminal, control characters are escaped as JSON does.
    static func print(_ json: Data) {
        guard isatty(STDOUT_FILENO) != 0 else { return StandardStreams.print(json + Data("\n".utf8)) }
        var shown = ""
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if controls(scalar) {
                shown += String(format: "\\u%04x", scalar.value)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        print(shown)
    }

    /// Prints text that contains terminal control sequences, unchanged.
    static func draw(_ text: String) {
        StandardStreams.print(Data(text.utf8))
    }

    /// Prints a message that is not a result, in place of any status shown.
    static func say(_ line: String) {
        if shownStatus.withLock({ $0 > 0 }) { status("") }
        StandardStreams.tell(line + "\n")
    }

    /// Shows progress on a line that the next call overwrites; nothing without a terminal.
    static func status(_ text: String) {
        guard showsStatus else { return }
        let before = shownStatus.withLock { shown in
            defer { shown = text.columns }
            return shown
        }
        // A terminal made narrower in the meantime has wrapped the last status onto several lines.
        let linesAbove = max(0, before - 1) / columns
        let wipe = linesAbove > 0 ? "\u{1B}[\(linesAbove)A\r\u{1B}[J" : "\r\u{1B}[K"
        StandardStreams.tell(wipe + text)
    }

    /// Runs `body`, which shows its status, and clears the status whether or not it throws.
    static func wipingStatus<Result>(after body: () async throws -> Result) async rethrows -> Result {
        defer { status("") }
        return try await body()
    }

    /// How many columns the current status occupies.
    private static let shownStatus = Mutex(0)

    /// Whether there is a terminal for ``status(_:)``.
    static var showsStatus: Bool { isatty(STDERR_FILENO) != 0 }

    /// Makes ^C clear the status of ``status(_:)`` before it ends the program.
    static func wipeStatusWhenInterrupted() {
        guard isatty(STDERR_FILENO) != 0 else { return }
        signal(SIGINT) { number in
            // Only async-signal-safe calls are allowed here.
            _ = Foundation.write(STDERR_FILENO, "\r\u{1B}[K", 4)
            signal(number, SIG_DFL)
            raise(number)
        }
    }

    /// How many characters fit on a line; 80 if unknown.
    static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// How many characters a status may have: the terminal prints ^C after it, and only one line is cleared then.
    static var statusColumns: Int { max(1, columns - 2) }

    /// Prints what went wrong.
    static func complain(_ sentence: String) {
        say("journal: \(visible(sentence))")
    }

    /// Text from a note, a file name or a server, made safe for a terminal: control characters are shown instead of obeyed.
    static func visible(_ text: String) -> String {
        visible(text, keepingTabs: false)
    }

    private static func visible(_ text: String, keepingTabs: Bool) -> String {
        if isPlain(text) { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if scalar != "\n", controls(scalar), !(keepingTabs && scalar == "\t") {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The control characters of ASCII and Latin-1, those that change the writing direction, and line separators.
    private static func controls(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Our own lines, in which text from elsewhere has been made visible already. Whatever was forgotten is made visible here:
    /// of all control sequences only those pass that ``Style`` writes, which cannot but colour text.
    private static func styled(_ text: String) -> String {
        if isPlain(text) { return text }
        let scalars = text.unicodeScalars
        var shown = ""
        var start = scalars.startIndex
        while let escape = scalars[start...].firstIndex(of: "\u{1B}") {
            shown += visible(String(scalars[start..<escape]), keepingTabs: true)
            let codes = scalars[escape...].dropFirst(2).prefix { ("0"..."9").contains($0) || $0 == ";" }
            let isColour = scalars[escape...].dropFirst().first == "[" && scalars[codes.endIndex...].first == "m"
            let end = scalars.index(after: isColour ? codes.endIndex : escape)
            shown += isColour ? String(scalars[escape..<end]) : visible("\u{1B}")
            start = end
        }
        return shown + visible(String(scalars[start...]), keepingTabs: true)
    }

    /// The same on one line.
    static func visibleLine(_ text: String) -> String {
        isPlain(text) ? text : visible(text).replacing("\n", with: " ")
    }

    /// Whether the text is all printable ASCII, as most text is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }
}
