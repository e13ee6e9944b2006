import Foundation
import Testing

@Suite struct DoctorTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private var file: String { journal.home + "/journal.sqlite" }

    private func start() async throws {
        let photos = try (1...2).map { try Photos.make($0, in: journal) }
        _ = try await journal.run(Program.path, ["add", "--note", "some words", "--quiet"] + photos)
        _ = try await journal("add", "--felt", "good", "--quiet")
    }

    /// The problems that doctor found.
    private func wrong(_ arguments: String...) async throws -> (code: Int32, findings: [Found]) {
        let result = try await journal.run(Program.path, ["doctor", "--json"] + arguments)
        let lines = result.output.split(separator: "\n")
        let all = try lines.map { try JSONDecoder().decode(Found.self, from: Data($0.utf8)) }
        #expect(!all.isEmpty)
        return (result.code, all.filter { $0.state == "wrong" || $0.state == "broken" })
    }

    private struct Found: Decodable {
        var check, state, finding: String
        var remedy: String?
    }

    @Test func aHealthyJournalIsCalledWell() async throws {
        defer { journal.cleanUp() }
        try await start()
        #expect(try await wrong().code == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: journal.home).sorted() == ["journal.sqlite", "lock"])
        let thorough = try await journal("doctor", "--check", "--json")
        #expect(thorough.code == 0 && thorough.errors == "")
        let findings = try thorough.json
        #expect(Set(findings.map { $0.keys.sorted().joined(separator: " ") }) == ["check finding remedy state"])
        let fine = Set(findings.filter { $0["state"] as? String == "ok" }.compactMap { $0["check"] as? String })
        #expect(fine == ["permissions", "disk", "file", "clock", "zone", "jobs", "search", "photos", "metadata"])
        let text = try await journal("doctor", "--check")
        #expect(text.output.contains("ok      Every photo is as it was stored (2).\n"))
    }

    @Test func whereThereIsNoJournalNoneIsMade() async throws {
        defer { journal.cleanUp() }
        let result = try await journal("doctor", "--check")
        #expect(result.code == 0 && result.output.contains("There is no journal"))
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func whatIsOpenToOthersIsClosedByItsRemedy() async throws {
        defer { journal.cleanUp() }
        try await start()
        for (path, mode) in [(journal.home, "750"), (file, "644"), (journal.home + "/lock", "660")] {
            _ = try await journal.run("/usr/bin/chmod", [mode, path])
            let (code, findings) = try await wrong()
            #expect(
                code == 1 && findings.count == 1
                    && findings[0].finding.contains("\(path) is accessible to other accounts"))
            _ = try await journal.run("/bin/sh", ["-c", try #require(findings.first?.remedy)])
            #expect(try await wrong().code == 0)
        }
    }

    @Test func aDamagedFileIsFoundAndLeftAsItIs() async throws {
        defer { journal.cleanUp() }
        try await start()
        try await journal.damageThePhotos()
        #expect(try await wrong().code == 0)
        // Dies just before it removes the write-ahead log, so that there is one.
        let killed = try await journal.run(
            "/usr/bin/strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "inject=unlink:signal=KILL", Program.path, "add",
                try Photos.make(3, in: journal),
            ])
        #expect(killed.code == 137)
        let before = try [file, file + "-wal"].map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(before[1].count > 100_000)
        let (code, findings) = try await wrong("--check")
        #expect(code == 69 && findings.count == 1 && findings[0].finding.contains("is damaged"))
        #expect(findings[0].remedy?.contains("backup") == true)
        #expect(try [file, file + "-wal"].map { try Data(contentsOf: URL(filePath: $0)) } == before)
    }

    @Test(arguments: [
        ("PRAGMA user_version = 99", "newer version"), ("PRAGMA application_id = 1", "another program"),
    ])
    func aFileThatIsNotOursToUseIsNamed(sql: String, words: String) async throws {
        defer { journal.cleanUp() }
        try await start()
        _ = try await journal.sqlite(sql)
        let (code, findings) = try await wrong()
        #expect(code == 69 && findings.count == 1 && findings[0].finding.contains(words))
        try Data("this is no database, whatever its name says".utf8).write(to: URL(filePath: file))
        #expect(try await wrong().code == 69)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("this is no database"))
    }

    @Test(arguments: [
        ("UPDATE photo SET jpeg = zeroblob(5000) WHERE image = 2", "photos", "is damaged: "),
        ("UPDATE photo SET jpeg = substr(jpeg, 1, 30000) WHERE image = 2", "photos", "is damaged: the file ends early"),
        (
            "UPDATE photo SET jpeg = (SELECT jpeg FROM photo WHERE image = 1) WHERE image = 2", "photos",
            "not the picture that was stored"
        ),
        ("UPDATE thumbnail SET jpeg = x'00' WHERE image = 2", "photos", "its thumbnail: "),
        ("DELETE FROM thumbnail WHERE image = 2", "photos", "is incomplete"),
        (
            "DELETE FROM image WHERE entry = 2", "file",
            "4 rows that belong to missing entries (job, photo, thumbnail)"
        ),
        ("UPDATE entry SET note = 'others' WHERE number = 2", "search", "does not have the current words"),
        ("INSERT INTO tag (entry, name) VALUES (99, 'stray')", "file", "1 rows that belong to missing entries (tag)"),
        (
            "INSERT INTO change SELECT 99, (unixepoch() + 86400) * 1000 << 16, device, entry, field, value FROM change "
                + "LIMIT 1", "clock", "one of them is wrong"
        ),
    ])
    func whatDoesNotFitTogetherIsFound(sql: String, check: String, words: String) async throws {
        defer { journal.cleanUp() }
        try await start()
        _ = try await journal.sqlite("PRAGMA foreign_keys = OFF; " + sql)
        let (code, findings) = try await wrong("--check")
        let found = findings.filter { $0.check == check && $0.finding.contains(words) }
        #expect(code == 1 && found.count == 1 && found.first?.remedy != nil, "\(findings)")
    }

    @Test func aJobThatIsNeverDoneIsRemovedByItsRemedy() async throws {
        defer { journal.cleanUp() }
        try await start()
        _ = try await journal.sqlite(
            """
            INSERT INTO image (entry, width, height, bytes, sha256, original)
                SELECT 3, width, height, bytes, zeroblob(32), zeroblob(32) FROM image WHERE number = 1;
            INSERT INTO job (kind, image, created) SELECT 'upload', max(number), 0 FROM image
            """)
        _ = try await journal.sqlite("UPDATE entry SET private = 1 WHERE number = 1")
        let (code, findings) = try await wrong("--check")
        #expect(code == 1 && findings.count == 3 && findings.allSatisfy { $0.check == "jobs" })
        #expect(
            findings.contains { $0.finding.contains("whose photo is not here") }
                && findings.contains { $0.finding.contains("private") })
        for finding in findings {
            let remedy = try #require(finding.remedy?.split(separator: ": ").last)
            _ = try await journal.run("/bin/sh", ["-c", "cd '\(journal.home)' && \(remedy)"])
        }
        #expect(try await wrong("--check").code == 0)
    }

    @Test func settingsThatCannotBeRightAreNamedAndTheNetworkIsAskedOnlyOnDemand() async throws {
        defer { journal.cleanUp() }
        try await start()
        var elsewhere = journal
        elsewhere.environment["JOURNAL_REMOTE"] = "folder:/nowhere/at/all"
        #expect(try await elsewhere("doctor").code == 0)
        let asked = try await elsewhere("doctor", "--online")
        #expect(asked.code == 1 && asked.output.contains("WRONG   folder:/nowhere/at/all is not there"))
        elsewhere.environment["JOURNAL_REMOTE"] = "folder:" + journal.folder
        #expect(try await elsewhere("doctor", "--online").code == 0)
        elsewhere.environment["AWS_ACCESS_KEY_ID"] = "half"
        let refused = try await elsewhere("doctor")
        #expect(refused.code == 1 && refused.output.contains("AWS_SECRET_ACCESS_KEY is not"))
        elsewhere.environment["AWS_SECRET_ACCESS_KEY"] = "other half"
        let complete = try await elsewhere("doctor")
        #expect(complete.code == 0 && complete.output.contains("ok      AWS credentials come from the environment."))
        #expect(!complete.output.contains("half"))
    }

    /// Whether a file below a folder contains the words.
    private func holds(_ words: String, below folder: String) throws -> Bool {
        try FileManager.default.subpathsOfDirectory(atPath: folder).contains { path in
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)")
            return bytes?.range(of: Data(words.utf8)) != nil
        }
    }

    @Test func photosThatTellMoreThanTheirPictureAreNamedAndRepairedEverywhere() async throws {
        defer { journal.cleanUp() }
        try await start()
        try await Photos.age(in: journal)
        let remote = journal.folder + "/nas"
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote)").code == 0)
        _ = try await journal("sync")
        #expect(try holds("SECRETSERIAL", below: remote) && holds("SECRETSERIAL", below: journal.home))

        let found = try await journal("doctor", "--json")
        let metadata = try found.json.filter { $0["check"] as? String == "metadata" }
        let ids = try await journal("list", "--photo", "--json").json.compactMap { $0["id"] as? String }
        #expect(found.code == 1 && metadata.count == 3 && ids.count == 2)
        for id in ids {
            #expect(metadata.contains { ($0["finding"] as? String)?.contains(" \(id.suffix(8)) (") == true })
        }
        #expect(metadata.last?["remedy"] as? String == "`journal doctor --repair-photos` rewrites them without it.")

        let repaired = try await journal("doctor", "--repair-photos")
        #expect(repaired.code == 0)
        #expect(repaired.output.hasPrefix("ok      2 photos of 2 entries rewritten without "))
        #expect(repaired.output.contains("The next `journal sync` deletes them there and sends the new ones."))
        #expect(repaired.output.contains("ok      No photo tells more than its picture.\n"))
        #expect(try !holds("SECRETSERIAL", below: journal.home))
        _ = try await journal("sync")
        #expect(try !holds("SECRETSERIAL", below: remote))
        let sent = try await journal("remote", "audit", "--json").json.compactMap { $0["kind"] as? String }
        #expect(sent.sorted() == ["delete", "delete", "upload", "upload", "upload", "upload"])
        let files = try FileManager.default.subpathsOfDirectory(atPath: remote)
            .filter { $0.wholeMatch(of: /v1\/photos\/..\/[0-9a-f]{64}/) != nil }
        #expect(files.count == 2)

        let again = try await journal("doctor", "--repair-photos", "--check", "--json")
        #expect(again.code == 0)
        #expect(try again.json.first?["finding"] as? String == "There was no photo to repair.")
    }

    @Test func anExportOfAnEarlierVersionBringsNoneOfItBack() async throws {
        defer { journal.cleanUp() }
        try await start()
        try await Photos.age(in: journal)
        let export = journal.folder + "/diary"
        #expect(try await journal("export", export).code == 0)
        #expect(try holds("SECRETSERIAL", below: export))
        var other = journal
        other.environment["JOURNAL_HOME"] = journal.folder + "/other"
        #expect(try await other("import", export).code == 0)
        #expect(try !holds("SECRETSERIAL", below: journal.folder + "/other"))
        #expect(try await other("doctor", "--check").code == 0)
        let photos = try await other("list", "--photo", "--json").json
        #expect(photos.count == 2 && photos.allSatisfy { ($0["photos"] as? [Any])?.count == 1 })
        // Nothing new the second time, and the photo's own file is still known.
        let again = try await other("import", export, "--json").json.first
        #expect(again?["known"] as? Int == 3 && again?["added"] as? Int == 0)
        let known = try await other("add", try Photos.make(1, in: journal), "--json").json.first
        #expect(photos.contains { $0["id"] as? String == known?["id"] as? String })
    }
}
