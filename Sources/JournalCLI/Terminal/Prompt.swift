import Foundation

/// What the person at the terminal is asked.
extension Terminal {
    /// Asks the person at the terminal; `nil` where there is none. Anything but yes is no.
    static func confirm(_ question: String) -> Bool? {
        guard isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 else { return nil }
        StandardStreams.tell("\(visibleLine(question)) [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    /// Asks the person at the terminal for a line; `nil` when there is no terminal, or no answer but ^D.
    static func ask(_ question: String) -> String? {
        guard isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 else { return nil }
        StandardStreams.tell("\(visibleLine(question)) ")
        return readLine()
    }

    /// Whether somebody types.
    static var isInteractive: Bool { isatty(STDIN_FILENO) != 0 }

    /// A secret that somebody types without seeing it, or the first line of standard input.
    ///
    /// - Throws: ``Failure`` with the code 65 when there is none.
    static func secret(_ question: String) throws -> String {
        let echo = isInteractive ? HiddenEcho(question) : nil
        defer { echo?.end() }
        guard let line = readLine(), !line.isEmpty else { throw Failure(.badInput, "Nothing was typed.") }
        return line
    }
}

/// A terminal that does not show what is typed, until it is told to, or a signal ends the program.
private struct HiddenEcho {
    /// The terminal as it was. A signal's handler can be handed nothing, so it is found from here. A variable here would be
    /// smaller than the system thinks: the compiler leaves the gap out that this C type has in front of its last numbers.
    nonisolated(unsafe) private static let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Asks on a terminal that shows nothing from then on; `nil` when standard input is none.
    init?(_ question: String) {
        guard tcgetattr(STDIN_FILENO, Self.settings) == 0 else { return nil }
        for number in Self.signals {
            signal(number) { number in
                // Nothing but calls of the system may be made here.
                tcsetattr(STDIN_FILENO, TCSANOW, HiddenEcho.settings)
                _ = Foundation.write(STDERR_FILENO, "\n", 1)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        StandardStreams.tell(question)
        var silent = Self.settings.pointee
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    func end() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, Self.settings)
        for number in Self.signals { signal(number, SIG_DFL) }
        Terminal.say("")
    }
}
