import Foundation
import Testing

@Suite struct BackupTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private var target: String { journal.folder + "/copy/journal.sqlite" }

    private func start() async throws {
        try FileManager.default.createDirectory(atPath: journal.folder + "/copy", withIntermediateDirectories: true)
        _ = try await journal("add", try Photos.make(1, in: journal), "--private", "--quiet")
        _ = try await journal("add", "--felt", "good", "--quiet")
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: journal.folder + "/copy").sorted() }
    }

    @Test func theCopyIsTheWholeJournalForItsOwnerOnly() async throws {
        defer { journal.cleanUp() }
        try await start()
        let result = try await journal("backup", target)
        #expect(result.code == 0 && result.errors == "")
        #expect(result.output.contains(/^\/.*journal.sqlite: 2 entries, 1 photo, \d+ KB\n$/))
        #expect(try files == ["journal.sqlite"])
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let json = try #require(try await journal("backup", target, "--replace", "--json").json.first)
        #expect(json["file"] as? String == target && json["entries"] as? Int == 2 && json["photos"] as? Int == 1)
        #expect(json["bytes"] as? Int == attributes[.size] as? Int)
        // Restored, it is a journal.
        let there = try await journal("list", "--json").output
        #expect(try await journal("list", "--json", "--home", journal.folder + "/copy").output == there)
        var restored = journal
        restored.environment["XDG_DATA_HOME"] = journal.folder + "/restored"
        let home = journal.folder + "/restored/journal"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: target, toPath: home + "/journal.sqlite")
        #expect(try await restored("add", "--felt", "bad").code == 0)
    }

    @Test func aFolderGetsAFileNamedByTheDay() async throws {
        defer { journal.cleanUp() }
        try await start()
        #expect(try await journal("backup", "copy").code == 0)
        #expect(try files.count == 1 && files[0].contains(/^journal-\d{4}-\d\d-\d\d\.sqlite$/))
        let again = try await journal("backup", "copy")
        #expect(again.code == 65 && again.errors.contains("--replace"))
    }

    @Test func othersGoOnWritingMeanwhile() async throws {
        defer { journal.cleanUp() }
        try await start()
        let photos = try (2...25).map { try Photos.make($0, in: journal) }
        async let adding = journal.run(Program.path, ["add", "--quiet"] + photos)
        var before = 1
        for number in 1...6 {
            let copy = "\(journal.folder)/copy/\(number).sqlite"
            let result = try await journal("backup", copy, "--json")
            #expect(result.code == 0, "\(result.errors)")
            let count = try #require(try result.json.first?["photos"] as? Int)
            #expect(count >= before)
            before = count
            let sql = "PRAGMA integrity_check; SELECT count(*) FROM photo; SELECT count(*) FROM image"
            let found = try await journal.run("/usr/bin/sqlite3", [copy, sql])
            #expect(found.output == "ok\n\(count)\n\(count)\n")
        }
        #expect(try await adding.code == 0)
        #expect(try await journal.sqlite("SELECT count(*) FROM photo") == ["25"])
    }

    @Test func whatIsThereIsNotReplacedUnlessItIsABackup() async throws {
        defer { journal.cleanUp() }
        try await start()
        try Data("my notes".utf8).write(to: URL(filePath: target))
        for options in [[], ["--replace"]] {
            let refused = try await journal.run(Program.path, ["backup", target] + options)
            #expect(refused.code == 65 && refused.errors.contains(target))
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "my notes")
        }
        try FileManager.default.removeItem(atPath: target)
        #expect(try await journal("backup", target).code == 0)
        #expect(try await journal("backup", target).code == 65)
        _ = try await journal("add", "--felt", "bad")
        #expect(try await journal("backup", target, "--replace").output.contains("3 entries"))
    }

    @Test func itsOwnFolderIsNoPlaceForIt() async throws {
        defer { journal.cleanUp() }
        try await start()
        try FileManager.default.createSymbolicLink(
            atPath: journal.folder + "/link", withDestinationPath: journal.home)
        for path in [journal.home + "/copy.sqlite", journal.home + "/journal.sqlite", "link/copy.sqlite", "link"] {
            let refused = try await journal("backup", path, "--replace")
            #expect(refused.code == 65 && refused.errors.contains("the journal's own folder"), "\(refused.errors)")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: journal.home).sorted() == ["journal.sqlite", "lock"])
        #expect(try await journal("backup", "nowhere/copy.sqlite").code == 66)
        #expect(try await journal("backup", "-").code == 64)
        #expect(try await journal("backup", "copy/x", "--home", "nowhere").code == 66)
        #expect(try files == [])
    }

    @Test func whatAKilledBackupLeftIsClearedAndWhatAnotherWritesIsNot() async throws {
        defer { journal.cleanUp() }
        try await start()
        let killed = try await journal.run(
            "/usr/bin/strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync:signal=KILL:when=1", Program.path, "backup", target])
        #expect(killed.code == 137)
        #expect(try files == [".journal-backup-journal.sqlite"])
        let held = try await journal.run(
            "/usr/bin/flock", ["copy/.journal-backup-journal.sqlite", Program.path, "backup", target])
        #expect(held.code == 69 && held.errors.contains("Another program is writing"))
        #expect(try files == [".journal-backup-journal.sqlite"])
        #expect(try await journal("backup", target).code == 0)
        #expect(try files == ["journal.sqlite"])
    }

    @Test func aDamagedJournalIsNotCalledBackedUp() async throws {
        defer { journal.cleanUp() }
        try await start()
        try await journal.damageThePhotos()
        let refused = try await journal("backup", target)
        #expect(refused.code == 69 && refused.errors.contains("damaged"), "\(refused.errors)")
        #expect(try files == [])
    }

    @Test func nothingOfABackupStaysOnAFullDisk() async throws {
        defer { journal.cleanUp() }
        try await start()
        let refused = try await journal.run(
            "/usr/bin/strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-P", journal.folder + "/copy/.journal-backup-journal.sqlite",
                "-e", "inject=pwrite64:error=ENOSPC:when=20+", Program.path, "backup", target,
            ])
        #expect(refused.code == 74 && refused.errors.contains("\(target) is full"), "\(refused.errors)")
        #expect(try files == [])
    }
}

extension Program {
    /// Overwrites pages that contain nothing but photos, as a dying disk might. Only a check that reads the photos
    /// notices.
    func damageThePhotos() async throws {
        let pages = try await sqlite("SELECT pageno FROM dbstat WHERE name = 'photo' AND pagetype = 'overflow'")
        let file = try #require(FileHandle(forUpdatingAtPath: home + "/journal.sqlite"))
        for page in pages.compactMap(UInt64.init).prefix(3) {
            // Pages have 8 KB and are counted from 1.
            try file.seek(toOffset: (page - 1) * 8192)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 64))
        }
        try file.close()
    }
}
