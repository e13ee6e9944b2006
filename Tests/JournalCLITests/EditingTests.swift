import Foundation
import Testing

/// Changing, removing and bringing back entries.
@Suite struct EditingTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func add(_ arguments: String...) async throws -> String {
        let added = try await journal.run(Program.path, ["add", "--json"] + arguments)
        try #require(added.code == 0, "\(added.errors)")
        return try #require(try added.json.first?["id"] as? String)
    }

    /// Runs the journal where a person sits at a terminal and types.
    private func atATerminal(_ arguments: String, typing text: String) async throws -> Program.Result {
        try await journal.run(
            "/usr/bin/script", ["-qec", "'\(Program.path)' \(arguments)", "/dev/null"], input: text)
    }

    @Test func anEntryIsChangedAndRemembersWhatItSaid() async throws {
        defer { journal.cleanUp() }
        let id = try await add("--felt", "bad", "--note", "tired", "--tag", "work", "--at", "2026-05-04 21:30")
        let edited = try await journal(
            "edit", id, "--felt", "good", "--note", "slept well after all", "--tag", "#home", "--untag", "work",
            "--json")
        let entry = try #require(try edited.json.first)
        #expect(entry["felt"] as? Int == 4 && entry["note"] as? String == "slept well after all")
        #expect(entry["tags"] as? [String] == ["home"] && entry["day"] as? String == "2026-05-04")

        let history = try await journal("show", id, "--history")
        #expect(history.output.contains("3* ") && history.output.contains("note    tired"))
        #expect(history.errors.contains("--revert NUMBER"))
        let revisions = try await journal("show", id, "--history", "--json").json
        let note = try #require(revisions.first { $0["value"] as? String == "tired" })
        let number = try #require(note["number"] as? Int)
        #expect(note["canBeBroughtBack"] as? Bool == true && note["here"] as? Bool == true)
        let reverted = try await journal("edit", id, "--revert", "\(number)", "--felt", "none", "--json")
        let back = try #require(try reverted.json.first)
        #expect(back["note"] as? String == "tired" && back["felt"] is NSNull)
    }

    @Test func whatCannotBeIsRefusedInOneSentence() async throws {
        defer { journal.cleanUp() }
        let id = try await add("--felt", "bad")
        #expect(try await journal("edit", id).code == 64)
        #expect(try await journal("edit", id, "--felt", "awesome").code == 64)
        #expect(try await journal("edit", id, "--face", "0").code == 64)
        let face = try await journal("edit", id, "--face", "1")
        #expect(face.code == 65 && face.errors == "journal: There is no face 1: no face was found in this entry.\n")
        #expect(try await journal("edit", id, "--revert", "99").code == 65)
        // Of several changes, either all are made or none.
        _ = try await journal("edit", id, "--felt", "great")
        _ = try await journal("edit", id, "--felt", "bad")
        let number = try await journal("show", id, "--history", "--json").json.first { $0["value"] as? Int == 5 }?[
            "number"]
        #expect(try await journal("edit", id, "--revert", "\(try #require(number as? Int))", "--face", "99").code == 65)
        #expect(try await journal("edit", "00000000", "--felt", "good").code == 66)
        #expect(try await journal("show", id, "--json").json.first?["felt"] as? Int == 2)
    }

    @Test func theTrashKeepsWhatWasRemoved() async throws {
        defer { journal.cleanUp() }
        let (first, second) = (try await add("--note", "one"), try await add("--note", "two"))
        let removed = try await journal("remove", first, "ffffffff", second, "--json")
        #expect(removed.code == 2 && removed.errors.contains("1 of 3 were not found"))
        #expect(try removed.json.allSatisfy { $0["trashedAt"] is String })
        #expect(try await journal("list").output == "")
        #expect(try await journal("trash", "--json").json.count == 2)
        #expect(try await journal("remove", "ffffffff").code == 66)
        #expect(try await journal("restore", first).code == 0)
        #expect(try await journal("edit", second, "--felt", "good").code == 0)
        #expect(try await journal("list", "--json").json.count == 2)
        #expect(try await journal("trash").errors == "The trash is empty.\n")
    }

    @Test func whatIsLostForGoodIsAskedFor() async throws {
        defer { journal.cleanUp() }
        let id = try await add("--note", "xqsecretx")
        let unasked = try await journal("remove", id, "--forever")
        #expect(unasked.code == 64 && unasked.errors.contains("--yes"))
        let declined = try await atATerminal("remove \(id) --forever", typing: "n\n")
        #expect(declined.code == 1 && declined.output.contains("for good? [y/N]"))
        #expect(declined.output.contains("Nothing was destroyed"))
        #expect(try await journal("list", "--json").json.count == 1)
        let agreed = try await atATerminal("remove \(id) --forever", typing: "y\n")
        #expect(agreed.code == 0 && agreed.output.contains("1 entry destroyed"))
        #expect(try await journal("show", id).code == 66)
        let bytes = try Data(contentsOf: URL(filePath: journal.home + "/journal.sqlite"))
        #expect(bytes.range(of: Data("xqsecretx".utf8)) == nil)
    }

    @Test func theTrashIsEmptiedOnRequest() async throws {
        defer { journal.cleanUp() }
        for number in 1...2 { _ = try await journal("remove", try await add("--note", "\(number)")) }
        _ = try await add("--note", "kept")
        let emptied = try await journal("trash", "--empty", "--yes", "--json")
        #expect(emptied.code == 0)
        #expect(try emptied.json.first?["entries"] as? Int == 2)
        #expect(try await journal("trash", "--json").output == "")
        #expect(try await journal("list", "--json").json.count == 1)
    }

    @Test(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
    func aPurgedPhotoIsDeletedFromTheRemoteByTheNextSync() async throws {
        let services = try await Services()
        var online = journal
        defer { online.cleanUp() }
        online.environment.merge(services.environment) { $1 }
        let remote = try services.remote("purge")
        try await online.choosePlain(remote)
        let ids = [
            try await add(try Photos.make(1, in: journal)), try await add(try Photos.make(2, in: journal)),
            try await add(try Photos.make(3, in: journal)),
        ]
        #expect(try await online("sync").code == 0)
        #expect(try await online("remove", ids[0], "--forever", "--yes").errors.contains(remote))
        #expect(try await online("edit", ids[1], "--private").code == 0)
        #expect(try await online("queue").output.split(separator: "\n").count == 2)
        #expect(try await online("sync").code == 0)
        let kept = try #require(try await online("show", ids[2], "--json").json.first?["photo"] as? [String: Any])
        let photos = try await services.objects(remote, journal).filter {
            ($0["key"] as? String)?.contains("/v1/photos/") ?? false
        }
        #expect(photos.map { $0["sha256"] as? String } == [kept["sha256"] as? String])
        #expect(try await online("queue").output == "")
    }
}
