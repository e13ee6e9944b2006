import Foundation
import Testing

/// The program in a real terminal. Where ^C is pressed, the terminal is set not to discard what was just written.
@Suite struct TerminalTests {
    @Test func addingManyPhotosShowsABarAndEndsCleanlyWithControlC() async throws {
        try await onATerminal { journal, terminal in
            let photos = try (1...3).map { try Photos.make($0, in: journal) }
            // The fourth photo is held back, so that the bar stands still.
            try await terminal.run("stty noflsh; set -o pipefail; cat | journal add \(photos.joined(separator: " ")) -")
            let screen = try await terminal.wait { $0.contains("█░") && $0.contains("3 of 4") }
            #expect(screen.matches(of: /waiting/).count == 3)
            try await terminal.press("C-c")
            let (code, after) = try await terminal.end()
            #expect(code == 130 && !after.contains("░") && after.matches(of: /waiting/).count == 3, "\(after)")
            #expect(try await journal("list", "--json").json.count == 3)
            try await journal.checkTheFile()
        }
    }

    @Test func theBarFollowsTheTerminalsWidth() async throws {
        try await onATerminal(columns: 60) { journal, terminal in
            let photos = try (1...2).map { try Photos.make($0, in: journal) }
            // The picture ends once the terminal has its new size, which takes some time after it was requested.
            let narrow = "until [[ $(stty size </dev/tty) == *' 40' ]]; do :; done"
            try await terminal.run(
                "(cat \(repository("Examples/selfie.jpg")); \(narrow)) | journal add - \(photos.joined(separator: " "))"
            )
            try await terminal.wait { $0.contains(String(repeating: "░", count: 40) + "  0 of 3") }
            try await terminal.resize(columns: 40)
            let (code, screen) = try await terminal.end()
            #expect(code == 0 && !screen.contains("░"), "\(screen)")
            let listed = try await terminal.finish("journal list")
            let lines = listed.screen.split(separator: "\n").filter { $0.contains("2026-06-21") }
            #expect(lines.count == 3 && lines.allSatisfy { $0.hasSuffix("·") }, "\(listed.screen)")
            #expect(listed.screen.matches(of: /\n  waiting *\n/).count == 3, "\(listed.screen)")
        }
    }

    @Test func aLineNeverRunsOverTheEdge() async throws {
        try await onATerminal { journal, terminal in
            let note = "日本語 and e\u{301} \(String(repeating: "🙂 wide ", count: 30))"
            for felt in ["awful", "okay", "great"] { _ = try await journal("add", "--felt", felt, "--note", note) }
            for columns in [120, 80, 64, 45] {
                try await terminal.resize(columns: columns)
                // tmux tells the shell its new size a moment later.
                let resized = "until [[ $(stty size) == *' \(columns)' ]]; do :; done"
                let screen = try await terminal.finish("\(resized); journal list").screen
                let all = screen.split(separator: "\n")
                // Where there is little room, words go below.
                let lines = columns < 70 ? all.filter { $0.hasPrefix("  ") } : all
                #expect(all.count == (columns < 70 ? 6 : 3))
                #expect(lines.count == 3 && lines.allSatisfy { $0.hasSuffix("…") }, "\(columns): \(screen)")
            }
        }
    }

    /// What a terminal would obey: a title, an erased line, a colour in C1, a turned direction.
    private static let orders = "a\u{1B}]0;owned\u{7}b\u{1B}[2Kc\u{9B}31md\u{202E}e\u{61C}f\u{206A}g"
    private static let visibleOrders = #"a\u{1b}]0;owned\u{7}b\u{1b}[2Kc\u{9b}31md\u{202e}e\u{61c}f\u{206a}g"#

    @Test(arguments: [
        "show last", "show last --history", "list", "export --csv -", "search owned",
        "import moods.csv </dev/null", "add ORDERS.jpg", "list --from ORDERS", "show ORDERS", "remote init s3://ORDERS",
        "doctor --home ORDERS", "ORDERS", "list --tag ORDERS", "edit last --untag ORDERS", "import ORDERS",
        "backup /ORDERS/x", "token new ORDERS; journal token list",
    ])
    func nothingImportedIsObeyed(command: String) async throws {
        try await onATerminal(columns: 200) { journal, terminal in
            let id = "01990000-0000-7000-8000-000000000001"
            let moment: [String: Any] = [
                "time": 1_767_254_400_000, "zone": Self.orders, "offset": 0, "day": "2026-01-01",
            ]
            let value = String(decoding: try JSONSerialization.data(withJSONObject: moment), as: UTF8.self)
            let change: [String: Any] = [
                "clock": 1, "device": "0000000000000001", "entry": id, "field": "moment", "value": value,
            ]
            let entry: [String: Any] = [
                "id": id, "takenAt": "2026-01-01T08:00:00.000Z", "zone": Self.orders, "note": Self.orders,
                "tags": [Self.orders], "history": [change],
            ]
            try JSONSerialization.data(withJSONObject: entry).write(to: URL(filePath: journal.folder + "/e.jsonl"))
            #expect(try await journal("import", "e.jsonl").code == 0)
            let daylio =
                "full_date,date,weekday,time,mood,activities,note_title,note\n2026-01-02,,,9:00,\(Self.orders),,,\n"
            try Data(daylio.utf8).write(to: URL(filePath: journal.folder + "/moods.csv"))
            let line = "journal " + command.replacing("ORDERS", with: "'\(Self.orders)'")
            try Data(line.utf8).write(to: URL(filePath: journal.folder + "/line"))
            // What reaches the terminal, byte for byte.
            let recorded = try await terminal.finish("script -qfc 'bash line' raw >/dev/null; grep -vc '^Script' raw")
            #expect(recorded.code == 0)
            let raw = try String(contentsOfFile: journal.folder + "/raw", encoding: .utf8)
                .replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
            #expect(raw.contains(Self.visibleOrders), "\(raw)")
            for order in ["\u{1B}]", "\u{7}", "\u{1B}[2K", "\u{9B}", "\u{202E}", "\u{61C}", "\u{206A}"] {
                #expect(
                    !raw.unicodeScalars.map(String.init).joined(separator: " ").contains(
                        order.unicodeScalars.map(String.init).joined(separator: " ")),
                    "\(order.debugDescription) in \(raw)")
            }
        }
    }

    @Test func aPipeGetsTheSpreadsheetAsItIs() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good", "--note", "x\u{1B}[31my")
        let printed = try await journal("export", "--csv", "-")
        #expect(printed.output.contains("x\u{1B}[31my") && printed.output.contains("\r\n"))
    }

    @Test func moodsAreAskedFor() async throws {
        try await onATerminal { journal, terminal in
            try await terminal.run("journal add --ask --note tea")
            try await terminal.wait { $0.contains("How do you feel?") }
            try await terminal.run("fine")
            try await terminal.wait { $0.matches(of: /How do you feel/).count == 2 }
            try await terminal.run("great")
            #expect(try await terminal.end().code == 0)
            #expect(try await journal("list", "--json").json.map { $0["felt"] as? Int } == [5])

            try await terminal.run("clear; journal add --ask")
            try await terminal.wait { $0.contains("How do you feel?") }
            try await terminal.press("C-c")
            #expect(try await terminal.end().code == 130)
            try await terminal.run("clear; journal add --ask")
            try await terminal.wait { $0.contains("How do you feel?") }
            try await terminal.press("Enter")
            let (code, screen) = try await terminal.end()
            #expect(code == 1 && screen.contains("journal: Nothing was added."))
            #expect(try await journal("list", "--json").json.count == 1)
        }
    }

    @Test func notesOpenInTheEditor() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        // An editor that asks on the terminal, and handles ^C itself.
        let editor = journal.folder + "/editor"
        try #"""
        #!/usr/bin/python3
        import os, signal, sys
        # By the system's call: a signal may come in the middle of a print, which another must not interrupt.
        signal.signal(signal.SIGINT, lambda *_: os.write(1, b"not me\n"))
        os.write(1, f"was: {open(sys.argv[2]).read().strip()} with {sys.argv[1]}\n".encode())
        line = sys.stdin.readline().strip()
        if line == "fail": sys.exit(3)
        if line != "same": open(sys.argv[2], "w").write(line + "\n")
        """#.write(toFile: editor, atomically: true, encoding: .utf8)
        #expect(try await journal.run("/bin/chmod", ["+x", editor]).code == 0)
        _ = try await journal("add", "--note", "old words")
        let id = String(try await journal("list").output.prefix(8))
        let terminal = try await ScreenTerminal(journal, ["EDITOR": "\(editor) --wait"])

        func edit(_ line: String, _ isOpen: String) async throws -> (code: Int, screen: String) {
            try await terminal.run("stty noflsh; clear; journal edit \(id)")
            try await terminal.wait { $0.contains("was: \(isOpen) with --wait") }
            try await terminal.press("C-c")
            try await terminal.wait { $0.contains("not me") }
            try await terminal.run(line)
            return try await terminal.end()
        }
        do {
            let changed = try await edit("new words", "old words")
            #expect(changed.code == 0, "\(changed)")
            let same = try await edit("same", "new words")
            #expect(same.code == 0 && same.screen.contains("The note is unchanged."), "\(same)")
            let failed = try await edit("fail", "new words")
            // The path before these words determines where the terminal wraps them.
            #expect(failed.code == 1 && failed.screen.replacing(/\s/, with: "").contains("nothingwaschanged"))
            #expect(try await journal("list", "--json").json.map { $0["note"] as? String } == ["new words"])
            let emptied = try await edit("", "new words")
            #expect(emptied.code == 0, "\(emptied)")
        } catch {
            await terminal.close()
            throw error
        }
        await terminal.close()
        #expect(try await journal("list", "--json").json.map { $0["note"] is NSNull } == [true])
        let left = try FileManager.default.contentsOfDirectory(atPath: journal.home)
        #expect(!left.contains { $0.hasPrefix("note-") })
        #expect(try await journal("edit", id).code == 64)
    }

    @Test func aReaderThatLeavesEndsTheList() async throws {
        try await onATerminal { journal, terminal in
            for _ in 1...3 { _ = try await journal("add", "--felt", "good") }
            let (code, screen) = try await terminal.finish("set -o pipefail; journal list | head -1")
            #expect(code == 0 && screen.matches(of: /good/).count == 1 && !screen.contains("journal:"), "\(screen)")
        }
    }

    @Test(.enabled(if: Services.areThere)) func controlCDuringASyncLosesNothing() async throws {
        let services = try await Services()
        try await onATerminal(services.environment) { journal, terminal in
            _ = try await journal("add", repository("Examples/selfie.jpg"))
            _ = try await journal("remote", "init", "--plain", try services.remote("interrupted"))
            try await services.scenario(#"{"hold": true}"#)
            try await terminal.run("stty noflsh; clear; journal sync --verbose")
            _ = try await services.calls(held: 1)
            try await terminal.press("C-c")
            let (code, screen) = try await terminal.end()
            #expect(code == 130 && screen.contains("\nAWS credentials come from") && !screen.contains("░"), "\(screen)")
            #expect(try await journal("list", "--json").json.map { $0["status"] as? String } == ["queued"])
            try await journal.checkTheFile()
            try await services.scenario("{}")
            #expect(try await terminal.finish("journal sync").code == 0)
            #expect(try await journal("list", "--json").json.map { $0["status"] as? String } == ["analyzed"])
        }
    }
}
