import Foundation
import Synchronization

/// Where results and messages go: results to standard output, messages to standard error.
enum Terminal {
    /// Prints one line of a result.
    static func print(_ line: TerminalText) {
        print([line])
    }

    /// Prints the lines of a result in a single write.
    static func print(_ lines: [TerminalText]) {
        StandardStreams.print(lines.map { $0 + "\n" }.joined())
    }

    /// Prints the text of a file, such as rows of CSV: unchanged into a file or pipe, readable and harmless on a terminal.
    static func print(file text: String) {
        StandardStreams.print(Data(text.utf8)) { TerminalText(lines: text.replacing("\r\n", with: "\n")) }
    }

    /// Prints one line of JSON. On a terminal, control characters are escaped as JSON does.
    static func print(_ json: Data) {
        StandardStreams.print(json + Data("\n".utf8)) {
            TerminalText(Terminal.visible(json: String(decoding: json, as: UTF8.self))) + "\n"
        }
    }

    /// Prints a message that is not a result, in place of any status shown.
    static func say(_ line: String) {
        if shownStatus.withLock({ $0 > 0 }) { status("") }
        StandardStreams.tell(TerminalText(lines: line) + "\n")
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
        let wipe: TerminalText = linesAbove > 0 ? "\u{1B}[\(linesAbove)A\r\u{1B}[J" : "\r\u{1B}[K"
        StandardStreams.tell(wipe + TerminalText(text))
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
        say("journal: \(sentence)")
    }
}
