import Foundation
import Testing

@Suite struct AddTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private var selfie: String { repository("Examples/selfie.jpg") }

    @Test func theExampleComesOutUprightDatedAndWithoutLocation() async throws {
        defer { journal.cleanUp() }
        let added = try await journal("add", selfie, "--felt", "good", "--note", "hello", "--tag", "run", "--json")
        #expect(added.code == 0 && added.errors == "")
        let entry = try #require(try added.json.first)
        #expect(entry["takenAt"] as? String == "2026-06-21T19:42:10.250+02:00")
        // The camera's offset matches the home zone, which says more.
        #expect(entry["zone"] as? String == "Europe/Paris")
        #expect(entry["felt"] as? Int == 4 && entry["note"] as? String == "hello")
        #expect(entry["tags"] as? [String] == ["run"] && entry["status"] as? String == "queued")
        let photo = try #require(entry["photo"] as? [String: Any])
        #expect(photo["width"] as? Int == 1200 && photo["height"] as? Int == 1600)
    }

    @Test(arguments: [
        ("notes.txt", "hello", 65, "not a picture"), ("empty.jpg", "", 65, "empty"),
        ("page.jpg", "<html><body>404</body></html>", 65, "not a picture"),
    ])
    func whatIsNoPhotoIsRefusedWithOneSentence(name: String, content: String, code: Int32, word: String) async throws {
        defer { journal.cleanUp() }
        try content.write(toFile: "\(journal.folder)/\(name)", atomically: true, encoding: .utf8)
        let result = try await journal("add", name)
        #expect(result.code == code && result.output == "")
        #expect(result.errors.hasPrefix("journal: \(name): ") && result.errors.contains(word))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(try await journal("list", "--json").output == "")
        #expect(try await journal("queue", "--json").output == "")
    }

    @Test func foldersMissingFilesAndCutPhotosAreToldApart() async throws {
        defer { journal.cleanUp() }
        let folder = try await journal("add", journal.folder)
        #expect(folder.code == 65 && folder.errors.contains("is a folder"))
        let missing = try await journal("add", "nowhere.jpg")
        #expect(missing.code == 66 && missing.errors.contains("nowhere.jpg: no such file"))
        let cut = try await journal("add", try Photos.cut(to: 0.3, in: journal))
        #expect(cut.code == 65 && cut.errors.contains("ends early"))
        #expect(try await journal("list", "--json").output == "")
    }

    @Test func aPhotoThatIsMostlyThereComesInWithAWarning() async throws {
        defer { journal.cleanUp() }
        let result = try await journal("add", try Photos.cut(to: 0.9, in: journal), "--json")
        #expect(result.code == 0)
        let warnings = try #require(try result.json.first?["warnings"] as? [String])
        #expect(warnings.count == 1 && warnings[0].contains("ends early"))
    }

    @Test func goodFilesAreAddedEvenWhenOthersAreBad() async throws {
        defer { journal.cleanUp() }
        try "no".write(toFile: "\(journal.folder)/bad.jpg", atomically: true, encoding: .utf8)
        let result = try await journal(
            "add", try Photos.make(1, in: journal), "bad.jpg", try Photos.make(2, in: journal), "--json")
        #expect(result.code == 2)
        #expect(try result.json.count == 2)
        #expect(result.errors.contains("bad.jpg") && result.errors.contains("1 of 3 files"))
    }

    @Test func aPhotoThatCannotBeReadHoldsUpNoOther() async throws {
        defer { journal.cleanUp() }
        try FileManager.default.createSymbolicLink(
            atPath: journal.folder + "/loop.jpg", withDestinationPath: "loop.jpg")
        let long = String(repeating: "x", count: 300) + ".jpg"
        let photos = try (1...2).map { try Photos.make($0, in: journal) }
        let result = try await journal("add", photos[0], "loop.jpg", photos[1], long, "--json")
        #expect(result.code == 2, "\(result.errors)")
        #expect(try result.json.count == 2)
        #expect(result.errors.matches(of: /loop.jpg cannot be read: Too many levels of symbolic links/).count == 1)
        #expect(result.errors.hasSuffix("journal: 2 of 4 files were not added.\n"), "\(result.errors)")
        #expect(try await journal("add", "loop.jpg").code == 74)
    }

    @Test func aPhotoThatCannotBeReadToItsEndHoldsUpNoOther() async throws {
        defer { journal.cleanUp() }
        let photos = try (1...3).map { try Photos.make($0, in: journal) }
        let fault = ["-f", "--quiet=all", "-o", "/dev/null", "-P", photos[1], "-e", "inject=pread64:error=EIO"]
        let result = try await journal.run("/usr/bin/strace", fault + [Program.path, "add", "--json"] + photos)
        #expect(result.code == 2, "\(result.errors)")
        #expect(try result.json.count == 2)
        let reason = "\(photos[1]): the photo cannot be read: Input/output error.\n"
        #expect(result.errors.contains(reason), "\(result.errors)")
        #expect(result.errors.hasSuffix("journal: 1 of 3 files were not added.\n"), "\(result.errors)")
    }

    @Test func whenNoFileIsGoodItFailedAltogether() async throws {
        defer { journal.cleanUp() }
        let result = try await journal("add", "one.jpg", "two.jpg")
        #expect(result.code == 1 && result.output == "")
        #expect(result.errors.contains("one.jpg") && result.errors.contains("two.jpg"))
        #expect(result.errors.contains("2 of 2 files"))
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func theSamePhotoTwiceIsOneEntry() async throws {
        defer { journal.cleanUp() }
        let first = try await journal("add", selfie, "--json")
        let again = try await journal("add", selfie, "--felt", "bad", "--json")
        #expect(again.code == 0)
        #expect(try first.json.first?["id"] as? String == again.json.first?["id"] as? String)
        #expect(try await journal("add", selfie).errors.contains("already in the journal"))
        #expect(try await journal("list", "--json").json.map { $0["felt"] as? Int } == [2])
    }

    @Test func aMoodNeedsNoPhotoAndAPipeNoFile() async throws {
        defer { journal.cleanUp() }
        let mood = try await journal("add", "--felt", "5", "--at", "2026-05-04 21:30", "--json")
        #expect(try mood.json.first?["takenAt"] as? String == "2026-05-04T21:30:00.000+02:00")
        #expect(try mood.json.first?["status"] as? String == "none")
        let piped = try await journal.run(
            "/bin/sh", ["-c", "cat '\(selfie)' | '\(Program.path)' add - --private --json"])
        #expect(piped.code == 0)
        #expect(try piped.json.first?["private"] as? Bool == true)
        #expect(try await journal("queue", "--json").output == "")
    }

    @Test(arguments: [
        ["add"], ["add", "--felt", "fine"], ["add", "--note", ""], ["add", "--at", "soon", "--felt", "good"],
        ["add", "--together", "--note", "x"], ["add", "--together", "--recursive", "."], ["edit", "x", "--photo", "2"],
        ["edit", "x", "--remove-photo", "0"], ["remove", "x", "y", "--photo", "1"], ["show", "x", "--photo", "last"],
        ["list", "--limit", "0"], ["retry"], ["remote", "init", "ftp://x"], ["remote", "init", "s3://B"], ["nonsense"],
        ["serve", "--port", "70000"],
    ])
    func wrongUseExplainsItself(arguments: [String]) async throws {
        defer { journal.cleanUp() }
        let result = try await journal.run(Program.path, arguments)
        #expect(result.code == 64 && result.output == "" && !result.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func nothingOnTheWayToTheTerminalControlsIt() async throws {
        defer { journal.cleanUp() }
        let note = "before\u{1B}[31mred\u{9B}2J\u{202E}end"
        let added = try await journal("add", "--note", note, "--tag", "\u{7}bell")
        let list = try await journal("list")
        let id = String(list.output.prefix(8))
        let shown = try await journal("show", id)
        for text in [added.output, list.output, shown.output] {
            #expect(text.contains("before") && text.contains("bell"))
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
            #expect(!text.unicodeScalars.contains("\u{202E}"))
        }
        #expect(try await journal("show", id, "--json").json.first?["note"] as? String == note)
        for arguments in [
            ["add", note], ["show", note], [note], ["list", "--\(note)"], ["edit", id, "--felt", note],
        ] {
            let errors = try await journal.run(Program.path, arguments).errors
            #expect(
                errors.contains("before") && !errors.contains("\u{1B}") && !errors.contains("\u{9B}"), "\(arguments)")
        }
        let command = "'\(Program.path)' show --json \(id)"
        let drawn = try await journal.run("/usr/bin/script", ["-qec", command, "/dev/null"])
        #expect(drawn.output.contains("\\u009b2J\\u202eend"))
        #expect(try drawn.json.first?["note"] as? String == note)
    }
}
