import Foundation
import Testing

/// A real terminal with a shell in it, drawn by tmux. The program runs in it as people run it.
struct ScreenTerminal: Sendable {
    private let program: Program
    private let socket: String

    /// A terminal of this size with the program's environment, in which `journal` is the program.
    init(_ program: Program, columns: Int = 80, lines: Int = 24, _ environment: [String: String] = [:]) async throws {
        var program = program
        program.environment.merge([
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMUX_TMPDIR": program.folder,
            "PATH": "\(URL(filePath: Program.path).deletingLastPathComponent().path):/usr/bin:/bin",
        ]) { $1 }
        program.environment.merge(environment) { $1 }
        self.program = program
        socket = program.folder + "/tmux-\(UInt32.random(in: 0...UInt32.max))"
        try await tmux(
            "-f", "/dev/null", "-u", "new-session", "-d", "-x", "\(columns)", "-y", "\(lines)",
            "exec bash --norc --noprofile")
        do {
            try await wait { $0.contains(/[$#] *\n/) }
            try await run("PS1='$ '; clear")
            try await wait { $0.hasPrefix("$ \n") || $0.hasPrefix("$\n") }
        } catch {
            await close()
            throw error
        }
    }

    /// Types a command and Return.
    func run(_ command: String) async throws {
        try await type(command)
        try await tmux("send-keys", "Enter")
    }

    /// Types without Return.
    func type(_ text: String) async throws {
        try await tmux("send-keys", "-l", text)
    }

    /// Presses a key, by tmux's name for it: "C-c", "Enter".
    func press(_ key: String) async throws {
        try await tmux("send-keys", key)
    }

    /// Types a command and waits until the shell reports its exit code. Returns the screen at that moment.
    func finish(_ command: String) async throws -> (code: Int, screen: String) {
        try await end(after: "clear; \(command); ")
    }

    /// Waits until the current command has ended. Returns its exit code and the screen.
    func end() async throws -> (code: Int, screen: String) {
        // Anything typed earlier might be read by the command, or discarded by a ^C.
        try await wait { screen in
            let lines = screen.split(separator: "\n").map { $0.split(separator: " ") }
            return lines.last { !$0.isEmpty } == ["$"]
        }
        return try await end(after: "")
    }

    private func end(after command: String) async throws -> (code: Int, screen: String) {
        // A word that is not on the screen yet.
        let token = "end\(UInt32.random(in: 0...UInt32.max))"
        try await run("\(command)echo \(token)=$?.")
        let ending = try Regex("\(token)=([0-9]+)\\.", as: (Substring, Substring).self)
        let screen = try await wait { $0.contains(ending) }
        let match = try #require(screen.firstMatch(of: ending))
        // So that what comes next is not mistaken for what was there.
        try await run("clear")
        try await wait { !$0.contains(token) }
        return (try #require(Int(match.1)), String(screen[..<match.range.lowerBound]))
    }

    /// Makes the terminal larger or smaller.
    func resize(columns: Int) async throws {
        try await tmux("resize-window", "-x", "\(columns)")
    }

    /// Waits until the screen meets a condition; fails if that takes too long.
    @discardableResult
    func wait(sourceLocation: SourceLocation = #_sourceLocation, _ isThere: (String) -> Bool) async throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let screen = try await tmux("capture-pane", "-p")
            if isThere(screen) { return screen }
            try #require(ContinuousClock.now < end, "\(screen)", sourceLocation: sourceLocation)
            // Shorter than a person would notice, and leaves the processor to the program.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the terminal and everything in it.
    func close() async {
        _ = try? await tmux("kill-server")
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        let result = try await program.run("/usr/bin/tmux", ["-S", socket] + arguments)
        try #require(result.code == 0, "tmux \(arguments): \(result.errors)")
        return result.output
    }
}

/// Runs a test in a terminal, and ends both.
func onATerminal(
    columns: Int = 80, _ environment: [String: String] = [:], _ body: (Program, ScreenTerminal) async throws -> Void
) async throws {
    let journal = try Program()
    defer { journal.cleanUp() }
    let terminal = try await ScreenTerminal(journal, columns: columns, environment)
    do {
        try await body(journal, terminal)
    } catch {
        await terminal.close()
        throw error
    }
    await terminal.close()
}
