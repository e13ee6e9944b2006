import Foundation
import TestSupport
import Testing

/// Opening a journal that an earlier version wrote.
@Suite struct UpgradeTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func makeAnOldJournal() async throws {
        try FileManager.default.createDirectory(
            atPath: journal.home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        _ = try await journal.sqlite(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; BEGIN; " + SecondVersion.statements + " COMMIT")
    }

    private func copy() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: journal.home + "/backups")
        return "\(journal.home)/backups/\(try #require(names.first))"
    }

    @Test(arguments: [false, true])
    func itIsSaidWhereTheCopyLies(isAdding: Bool) async throws {
        defer { journal.cleanUp() }
        try await makeAnOldJournal()
        let upgraded = try await isAdding ? journal("add", "--felt", "good") : journal("list")
        #expect(upgraded.code == 0 && upgraded.output != "")
        let sentence = "The journal was upgraded for this version; a copy of it as it was is kept in \(try copy()).\n"
        #expect(upgraded.errors == sentence)
        let version = try await journal.run("/usr/bin/sqlite3", ["-readonly", try copy(), "PRAGMA user_version"])
        #expect(version.output == "2\n")
        #expect(try await journal("list", "--limit", "all").errors == "")
    }

    @Test(arguments: ["", "--quiet"])
    func aTerminalShowsHowFarItIs(option: String) async throws {
        defer { journal.cleanUp() }
        try await makeAnOldJournal()
        let command = "stty cols 300; '\(Program.path)' list \(option)"
        let first = try await journal.run("/usr/bin/script", ["-qec", command, "/dev/null"])
        #expect(first.code == 0)
        #expect(
            first.output.contains("\r\u{1B}[KUpgrading the journal: copying 100 %") == option.isEmpty, "\(first.output)"
        )
        #expect(first.output.contains("The journal was upgraded") == option.isEmpty)
        _ = try await journal.sqlite("DELETE FROM setting WHERE name = 'projection'")
        let second = try await journal.run("/usr/bin/script", ["-qec", command, "/dev/null"])
        #expect(second.code == 0)
        let shown = "\r\u{1B}[KUpgrading the journal: entries 100 %\r\u{1B}[K"
        #expect(second.output.contains(shown) == option.isEmpty, "\(second.output)")
        #expect(!second.output.contains("copying") && !second.output.contains("upgraded"))
    }

    /// Whatever runs for long, and what it says as soon as it runs.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("serve --port 0", "Your journal is at"), ("serve --port 0 --sync", "Your journal is at"),
            ("sync --watch", "Watching the journal"),
        ])
    func whatRunsEndsWhenANewerProgramHasUpgradedTheJournal(command: String, beginning: String) async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--felt", "good", "--quiet").code == 0)
        // A page that listens keeps nobody from ending.
        let script = """
            set -eu
            cd "$2"
            timeout 120 "$1" \(command) >said 2>&1 & running=$!
            until grep -q "\(beginning)" said; do kill -0 $running; done
            url=$(sed -n 's/^Your journal is at \\([^ ]*\\) .*/\\1/p' said)
            if [[ -n $url ]]; then
                exec 3< <(exec curl --silent --no-buffer "${url}api/v1/events")
                read -r heard <&3
            fi
            sqlite3 .local/share/journal/journal.sqlite 'PRAGMA user_version = 99'
            code=0
            wait $running || code=$?
            echo $code
            tail -1 said
            """
        let ended = try await journal.run("/bin/bash", ["-c", script, "script", Program.path, journal.folder])
        let sentence =
            "The journal at \(journal.home)/journal.sqlite was upgraded by a newer version of this program, so this one ends. "
            + "Start it again."
        #expect(ended.output == "69\njournal: \(sentence)\n", "\(ended)")
    }
}
