import Foundation
import Testing

@testable import JournalCLI

/// What people read, compared with what it was when someone last reviewed it.
@Suite struct GoldenTests {
    @Test func everyHelpIsAsItWas() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let dump = try await journal("--experimental-dump-help").output
        let program = try JSONDecoder().decode(ToolDescription.self, from: Data(dump.utf8)).command
        let commands = [[]] + words(of: program)
        #expect(commands.contains(["remote", "init"]) && commands.count > 20)
        for words in commands {
            let help = try await journal.run(Program.path, words + ["--help"])
            #expect(help.code == 0 && help.errors == "")
            try Golden.expect(help.output, "help/\((["journal"] + words).joined(separator: "-")).txt")
        }
    }

    /// The words that name each command in and below one.
    private func words(of command: ToolDescription.Command) -> [[String]] {
        (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }.flatMap { inner in
            ([[]] + words(of: inner)).map { [inner.commandName] + $0 }
        }
    }

    /// Commands that show something on a terminal, by the names of their files; ODD and SEEN stand for IDs.
    private static let commands = [
        "list": "list --from 2017-03 --to 2017-04", "search": "search with", "show": "show --no-photo ODD",
        "show-seen": "show --no-photo SEEN", "history": "show --history ODD", "stats": "stats --to 2018-12-31",
        "calendar": "calendar 2017", "trash": "trash", "queue": "queue",
    ]

    @Test func textFitsTheTerminalInEveryWidthAndColour() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let bench = Bundle.main.bundleURL.appending(path: "StoreBench").path
        let filled = try await journal.run(bench, ["fill", journal.home, "400"])
        try #require(filled.code == 0, "\(filled.errors)")
        for (note, felt, at) in [
            (
                "日本語で書いた日記 with English, too, and more of it than fits into any line there is or ever was", "good",
                "21:30"
            ),
            (
                "cafe\u{301} 👩‍👩‍👧‍👦 🇫🇷 with everybody and their dog, who is not on the list of those who came", "great",
                "18:00"
            ),
            ("red \u{1B}[31malarm\u{9B}2J \u{202E}backwards", "awful", "09:15"),
        ] {
            let added = try await journal(
                "add", "--note", note, "--felt", felt, "--at", "2017-03-04 \(at)", "--tag", "odd", "--tag",
                "\u{1B}]0;x\u{7}")
            try #require(added.code == 0, "\(added.errors)")
        }
        let changed = try await journal.run(
            "/usr/bin/sqlite3",
            [journal.home + "/journal.sqlite", "UPDATE entry SET trashed = number WHERE number % 80 = 7"])
        try #require(changed.code == 0, "\(changed.errors)")
        let odd = try #require(try await journal("list", "--tag", "odd", "--json").json.first?["id"] as? String)
        let seen = try #require(
            try await journal("list", "--seen", "happy", "--to", "2018", "--limit", "1", "--json").json.first?["id"]
                as? String)
        for (name, line) in Self.commands {
            let command = line.replacing("ODD", with: odd).replacing("SEEN", with: seen)
            for columns in [80, 120] {
                for colour in ["", "-colour"] {
                    let terminal = colour.isEmpty ? "TERM=dumb" : "TERM=xterm-256color COLORTERM=truecolor"
                    let line = "stty cols \(columns); \(terminal) '\(Program.path)' \(command)"
                    let shown = try await journal.run("/usr/bin/script", ["-qec", line, "/dev/null"])
                    #expect(shown.code == 0)
                    // IDs and the time of writing differ in each run.
                    let text = shown.output.replacing("\r\n", with: "\n").replacing(/\b[0-9a-f]{8}\b/, with: "aaaaaaaa")
                        .replacing(/(?m)^( +\d+[* ] )\d{4}-\d\d-\d\d \d\d:\d\d/) { "\($0.1)2026-01-01 00:00" }
                    try Golden.expect(text, "text/\(name)-\(columns)\(colour).txt")
                }
            }
        }
    }

    /// Nothing in a note, a tag or a response may control the terminal, whatever the command.
    @Test func goldenTextHoldsNoControlCharactersButColours() throws {
        let folder = repository("Tests/JournalCLITests/Golden/text")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == Self.commands.count * 4)
        for name in names {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            let plain = name.contains("colour") ? text.replacing(/\u{1B}\[[0-9;]*m/, with: "") : text
            #expect(
                !plain.unicodeScalars.contains {
                    $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}"
                }, "\(name)")
        }
    }
}
