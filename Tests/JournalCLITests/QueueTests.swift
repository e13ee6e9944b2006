import Foundation
import Testing

/// Retrying and skipping work that was set aside.
@Suite struct QueueTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Adds photos and gives each one's work a state.
    private func start(_ states: String...) async throws -> [String] {
        var ids: [String] = []
        for (number, state) in states.enumerated() {
            let added = try await journal("add", try Photos.make(number + 1, in: journal), "--json")
            ids.append(try #require(try added.json.first?["id"] as? String))
            let reason = state == "failed" ? #"'{"code":"text","text":"no"}'"# : "NULL"
            _ = try await journal.sqlite(
                """
                UPDATE job SET state = '\(state)', reason = \(reason) WHERE image = (SELECT max(number) FROM image)
                """)
        }
        return ids
    }

    private func states() async throws -> [String?] {
        try await journal("list", "--json").json.reversed().map { $0["status"] as? String }
    }

    @Test func whatIsNamedWronglyHoldsUpNothing() async throws {
        defer { journal.cleanUp() }
        let ids = try await start("failed", "failed")
        let retried = try await journal("retry", ids[0], "ffffffff", "--json")
        #expect(retried.code == 2 && retried.errors.contains("1 of 2 were not found"), "\(retried.errors)")
        #expect(try retried.json.map { $0["id"] as? String } == [ids[0]])
        #expect(try retried.json.map { $0["status"] as? String } == ["queued"])
        #expect(try await journal("retry", "ffffffff").code == 66)
        #expect(try await journal("retry", "--again", ids[1], "ffffffff").code == 2)
    }

    @Test func allIsWhatWasSetAside() async throws {
        defer { journal.cleanUp() }
        let ids = try await start("failed", "skipped", "waiting", "failed")
        let skipped = try await journal("skip", "--all", "--json")
        #expect(Set(try skipped.json.map { $0["id"] as? String }) == [ids[0], ids[3]])
        #expect(try skipped.json.allSatisfy { $0["status"] as? String == "skipped" })
        #expect(try await journal("retry", "--all", "--json").output == "")
        #expect(try await journal("retry", "--all").errors == "None of these were set aside.\n")
        #expect(try await journal("retry", ids[0], ids[1]).code == 0)
        _ = try await journal.sqlite("UPDATE job SET state = 'failed' WHERE image = 1")
        let retried = try await journal("retry", "--all", "--json")
        #expect(try retried.json.map { $0["id"] as? String } == [ids[0]])
        #expect(try retried.json.map { $0["status"] as? String } == ["queued"])
    }

    @Test func everyListCallsItTheSame() async throws {
        defer { journal.cleanUp() }
        _ = try await start("failed", "waiting", "skipped")
        for command in ["list", "queue"] {
            let text = try await journal.run(Program.path, [command]).output
            for word in ["set aside", "waiting", "skipped"] { #expect(text.contains(word), "\(command): \(text)") }
            #expect(!text.contains("failed") && !text.contains("queued"), "\(command): \(text)")
        }
    }
}
