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
}
