import Foundation
import OperatingSystem

/// Questions to the person at the terminal.
extension Terminal {
    /// Asks a yes/no question; `nil` without a terminal. Anything but yes is no.
    static func confirm(_ question: String) -> Bool? {
        guard canAsk else { return nil }
        StandardStreams.tell("\(question) [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    /// Asks for a line; `nil` without a terminal, or if the answer is ^D.
    static func ask(_ question: String) -> String? {
        guard canAsk else { return nil }
        StandardStreams.tell("\(question) ")
        return readLine()
    }

    /// Whether somebody can see a question and answer it.
    static var canAsk: Bool { isInteractive && isatty(STDERR_FILENO) != 0 }

    /// Whether standard input is a terminal.
    static var isInteractive: Bool { isatty(STDIN_FILENO) != 0 }

    /// A secret, typed without being shown, or the first line of standard input.
    ///
    /// - Parameter canBeEmpty: whether Return alone is an answer, too.
    /// - Throws: ``Failure`` with the code 65 when there is none.
    static func secret(_ question: String, canBeEmpty: Bool = false) throws -> String {
        let echo = isInteractive ? HiddenEcho(question) : nil
        defer { echo?.end() }
        guard let line = readLine(), canBeEmpty || !line.isEmpty else {
            throw Failure(.badInput, "Nothing was entered.")
        }
        return line
    }
}

/// Keeps the terminal from showing what is typed, until `end()` or until a signal ends the program.
private struct HiddenEcho {
    /// The terminal's settings before. Static, because a signal handler cannot capture anything. Allocated, because a variable
    /// would be smaller than the system expects: the compiler omits the padding this C type has before its last members.
    nonisolated(unsafe) private static let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Asks the question and hides what is typed from then on; `nil` if standard input is not a terminal.
    init?(_ question: String) {
        guard tcgetattr(STDIN_FILENO, Self.settings) == 0 else { return nil }
        for number in Self.signals {
            signal(number) { number in
                // Only async-signal-safe calls are allowed here.
                tcsetattr(STDIN_FILENO, TCSANOW, HiddenEcho.settings)
                _ = Foundation.write(STDERR_FILENO, "\n", 1)
                signal(number, SIG_DFL)
                // Ends the program once this returns, but not the first process of a container.
                raise(number)
                if getpid() == 1 { _exit(128 + number) }
            }
        }
        StandardStreams.tell(TerminalText(question))
        var silent = Self.settings.pointee
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    func end() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, Self.settings)
        for number in Self.signals { signal(number, SIG_DFL) }
        ProcessStart.obeyTermination()
        Terminal.say("")
    }
}
