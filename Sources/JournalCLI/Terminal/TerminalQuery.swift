import Foundation

/// What a terminal says of itself, asked with a time limit.
enum TerminalQuery {
    /// The ways in which terminals show pictures, of which none is guessed from a name in the environment.
    enum Pictures: Equatable, Sendable {
        /// kitty's graphics protocol.
        case kitty
        /// iTerm2's inline images.
        case iTerm2
        /// Two coloured pixels a character.
        case halfBlocks
    }

    /// Asks the terminal how it shows pictures. Blocks for at most `timeout` milliseconds: not for the cooperative pool.
    ///
    /// Three questions are sent at once: whether it takes kitty's pictures, what it is called (XTVERSION), and what it is
    /// (DA1). Terminals answer in order and all answer the last, so that the answer to it ends the waiting.
    static func pictures(timeout: Int32 = 500) -> Pictures {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return .halfBlocks }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return .halfBlocks }
        var raw = settings
        raw.c_lflag &= ~UInt32(ICANON | ECHO)
        tcsetattr(terminal, TCSANOW, &raw)
        // What comes too late is thrown away rather than typed into the shell.
        defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
        let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[c"
        _ = question.withCString { write(terminal, $0, strlen($0)) }
        return read(answer(of: terminal, timeout: timeout))
    }

    /// What an answer means.
    static func read(_ answer: String) -> Pictures {
        if answer.contains("\u{1B}_Gi=31;OK") { return .kitty }
        // These two are known to follow iTerm2's protocol.
        return ["\u{1B}P>|iTerm2", "\u{1B}P>|WezTerm"].contains(where: answer.contains) ? .iTerm2 : .halfBlocks
    }

    /// Everything up to the answer to DA1, `ESC [ ? … c`.
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
