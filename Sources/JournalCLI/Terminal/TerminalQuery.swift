import Foundation

/// Asks a terminal about itself, with a time limit.
enum TerminalQuery {
    /// How terminals can show pictures. Never guessed from a name in the environment.
    enum Pictures: Equatable, Sendable {
        /// kitty's graphics protocol.
        case kitty
        /// iTerm2's inline images.
        case iTerm2
        /// Two coloured pixels per character.
        case halfBlocks
    }

    /// Asks the terminal how it shows pictures. Blocks for at most `timeout` milliseconds: not for the cooperative pool.
    ///
    /// Sends three queries at once: whether it supports kitty's pictures, its name (XTVERSION), and its type (DA1).
    /// Terminals answer in order, and all of them answer the last query, so its answer ends the wait.
    static func pictures(timeout: Int32 = 500) -> Pictures {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return .halfBlocks }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return .halfBlocks }
        var raw = settings
        raw.c_lflag &= ~UInt32(ICANON | ECHO)
        tcsetattr(terminal, TCSANOW, &raw)
        // Late answers are discarded, or they would be typed into the shell.
        defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
        let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[c"
        _ = question.withCString { write(terminal, $0, strlen($0)) }
        return read(answer(of: terminal, timeout: timeout))
    }

    /// Interprets an answer.
    static func read(_ answer: String) -> Pictures {
        if answer.contains("\u{1B}_Gi=31;OK") { return .kitty }
        // These two are known to support iTerm2's protocol.
        return ["\u{1B}P>|iTerm2", "\u{1B}P>|WezTerm"].contains(where: answer.contains) ? .iTerm2 : .halfBlocks
    }

    /// Everything up to and including the answer to DA1, `ESC [ ? … c`.
    private static func answer(of terminal: Int32, timeout: Int32) -> String {
        var bytes: [UInt8] = []
        let end = ContinuousClock.now + .milliseconds(Int(timeout))
        while bytes.count < 4096 {
            let left = end - ContinuousClock.now
            guard left > .zero else { break }
            var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(left / .milliseconds(1)) + 1) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = Foundation.read(terminal, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains(/\u{1B}\[\?[0-9;]*c/) { return text }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
