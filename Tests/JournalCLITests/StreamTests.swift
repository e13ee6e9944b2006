import Foundation
import Testing

/// Standard output and error that are closed, full, or without a reader: the command does its work all the same.
@Suite struct StreamTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Runs a line of bash in which `$journal` is the program.
    private func bash(_ line: String) async throws -> Program.Result {
        try await journal.run("/bin/bash", ["-c", "journal='\(Program.path)'; set -o pipefail; \(line)"])
    }

    @Test(arguments: ["2>/dev/full", "2>&-", "2> >(true)", "<&- >&- 2>&-", ">&-"])
    func whoCannotBeToldKeepsNothingFromBeingDone(streams: String) async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "bad")
        for number in 1...2 { _ = try Photos.make(number, in: journal) }
        let result = try await bash("\"$journal\" add photo-1.jpg no.jpg photo-2.jpg photo-1.jpg \(streams)")
        #expect(result.code == 2, "\(result.code) \(result.errors)")
        #expect(try await journal("list", "--json").json.count == 3)
        #expect(try await bash("\"$journal\" list --nonsense \(streams)").code == 64)
        // What is stored must not be overwritten by what is printed.
        try await journal.checkTheFile()
    }

    @Test(arguments: ["true", "head -n 1 >/dev/null"])
    func aReaderThatLeavesEndsNoWork(reader: String) async throws {
        defer { journal.cleanUp() }
        let photos = try (1...6).map { try Photos.make($0, in: journal) }.joined(separator: " ")
        let added = try await bash("\"$journal\" add \(photos) | \(reader)")
        #expect(added.code == 0 && added.errors == "", "\(added.errors)")
        #expect(try await journal("list", "--json").json.count == 6)
        let ids = try await journal("list").output.split(separator: "\n").map { $0.prefix(8) }.joined(separator: " ")
        #expect(try await bash("\"$journal\" remove --quiet \(ids) | \(reader)").code == 0)
        #expect(try await journal("trash", "--json").json.count == 6)
        #expect(try await bash("\"$journal\" restore --quiet \(ids) | \(reader)").code == 0)
        #expect(try await journal("list", "--json").json.count == 6)
        #expect(try await bash("\"$journal\" export --json diary | \(reader)").code == 0)
        #expect(try await bash("\"$journal\" import --json --home other diary | \(reader)").code == 0)
        #expect(try await journal("list", "--json", "--home", "other").json.count == 6)
    }

    @Test func aResultThatCannotBeWrittenIsToldWhenAllIsDone() async throws {
        defer { journal.cleanUp() }
        let photos = try (1...3).map { try Photos.make($0, in: journal) }.joined(separator: " ")
        let added = try await bash("\"$journal\" add \(photos) >/dev/full")
        #expect(added.code == 74)
        #expect(added.errors == "journal: The result cannot be written: No space left on device.\n")
        #expect(try await journal("list", "--json").json.count == 3)
        #expect(try await bash("\"$journal\" list >/dev/full").code == 74)
    }

    @Test func aSpreadsheetMayBeReadInPart() async throws {
        defer { journal.cleanUp() }
        for _ in 0..<3 { _ = try await journal("add", "--note", String(repeating: "word ", count: 20_000)) }
        let result = try await bash("\"$journal\" export --csv - | head -n 1 >/dev/null")
        #expect(result.code == 0 && result.errors == "", "\(result.errors)")
    }

    /// Runs a script of Python's standard library, with the program as its first argument.
    private func python(_ script: String, _ arguments: String...) async throws -> Program.Result {
        try await journal.run("/usr/bin/python3", ["-c", script, Program.path] + arguments)
    }

    @Test(arguments: ["INT", "TERM", "HUP"])
    func aTerminalShowsAgainWhatIsTyped(signal: String) async throws {
        defer { journal.cleanUp() }
        let script = """
            import os, pty, signal, sys, termios
            child, terminal = pty.fork()
            if child == 0:
                os.execv(sys.argv[1], [sys.argv[1], "password"])
            echoes = lambda: bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
            asked = b""
            while b"New password: " not in asked:
                asked += os.read(terminal, 100)
            while echoes():
                pass
            number = getattr(signal, "SIG" + sys.argv[2])
            os.kill(child, number)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -number
            sys.exit(0 if echoes() else 1)
            """
        #expect(try await python(script, signal).code == 0)
    }

    @Test(.unwatched, arguments: [["export", "full"], ["import", "diary", "--home", "other"]])
    func aLineThatShowsProgressIsWipedAwayBeforeAFailure(arguments: [String]) async throws {
        defer { journal.cleanUp() }
        let entry = #"{"id":"0199a5f00000700080000000%08x","takenAt":"2026-05-04T21:30:00.000+02:00","note":"%s"}"#
        try FileManager.default.createDirectory(atPath: journal.folder + "/diary", withIntermediateDirectories: true)
        let lines = (1...1000).map {
            entry.replacing("%08x", with: String(format: "%08x", $0)).replacing("%s", with: "words \($0) ") + "\n"
        }
        try lines.joined().write(toFile: journal.folder + "/diary/entries.jsonl", atomically: true, encoding: .utf8)
        let imported = try await journal("import", "diary")
        try #require(imported.code == 0, "\(imported.errors)")
        // Limits the size of files; Python makes such writes fail instead of killing the process.
        let script = """
            import os, pty, resource, sys
            child, terminal = pty.fork()
            if child == 0:
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
                os.execv(sys.argv[1], [sys.argv[1]] + sys.argv[3:])
            said = b""
            try:
                while part := os.read(terminal, 65536):
                    said += part
            except OSError:
                pass
            sys.stdout.buffer.write(said)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let limit = arguments[0] == "export" ? "100000" : "600000"
        let failed = try await journal.run("/usr/bin/python3", ["-c", script, Program.path, limit] + arguments)
        #expect(failed.code == 74, "\(failed.output)")
        #expect(failed.output.contains(/\u{1B}\[K[0-9]+ (of|entries)/), "\(failed.output)")
        #expect(failed.output.contains("\r\u{1B}[Kjournal: "), "\(failed.output)")
    }
}
