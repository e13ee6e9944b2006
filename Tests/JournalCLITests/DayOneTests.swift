import Foundation
import Journal
import Testing

@testable import Exchange

/// Zip archives, made by Python's zipfile from a test's description.
@Suite struct DayOneTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Writes `export.zip`: Python statements add members to the archive `z`.
    private func archive(_ statements: String) async throws {
        let script = """
            import json, stat, zipfile
            selfie = open('\(try Photos.make(1, in: journal))', 'rb').read()
            other = open('\(try Photos.make(2, in: journal))', 'rb').read()
            def entry(uuid, text, **more):
                return {'uuid': uuid, 'creationDate': '2017-12-25T03:04:32Z', 'timeZone': 'Asia/Bangkok', 'text': text, **more}
            def journal(*entries):
                return json.dumps({'metadata': {'version': '1.0'}, 'entries': entries})
            with zipfile.ZipFile('export.zip', 'w', zipfile.ZIP_DEFLATED) as z:
            \(statements.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """
        let made = try await journal.run("/usr/bin/python3", ["-c", script])
        try #require(made.code == 0, "\(made.errors)")
    }

    private func entries() async throws -> [[String: Any]] {
        try await journal("list", "--json").json.reversed()
    }

    @Test func wordsTagsTimesAndPhotosComeIn() async throws {
        defer { journal.cleanUp() }
        try await archive(
            #"""
            z.writestr('photos/aa11.jpeg', selfie)
            z.writestr('Journal d’été.json', journal(
                entry('A', '# Hello\\. \\- you\n\n![](dayone-moment://TWO)\n\n\n![](dayone-moment://ONE)', tags=['x'], starred=True,
                    photos=[{'md5': 'bb22', 'identifier': 'ONE'}, {'md5': 'AA11', 'identifier': 'TWO'}]),
                entry('B', 'plain', creationDate='2018-01-01T00:00:00Z')))
            z.writestr('photos/bb22.jpeg', other)
            """#)
        let result = try await journal("import", "export.zip")
        #expect(result.code == 0 && result.errors == "2 new, 0 already there.\n")
        let entries = try await entries()
        #expect(Set(entries.compactMap { $0["note"] as? String }) == ["# Hello. - you", "plain"])
        let first = try #require(entries.first { $0["note"] as? String == "# Hello. - you" })
        #expect(
            first["takenAt"] as? String == "2017-12-25T10:04:32.000+07:00" && first["zone"] as? String == "Asia/Bangkok"
        )
        #expect(first["tags"] as? [String] == ["starred", "x"])
        // Its photos are in the order in which the text mentions them.
        #expect((first["photos"] as? [Any])?.count == 2)
        let originals = try await journal.run(
            "/usr/bin/sqlite3",
            [
                journal.home + "/journal.sqlite",
                "SELECT hex(original) FROM image JOIN entry e ON e.number = entry WHERE note LIKE '# Hello%' ORDER BY position",
            ])
        let sums = try await journal.run("/usr/bin/sha256sum", ["photo-1.jpg", "photo-2.jpg"])
        #expect(
            originals.output.split(separator: "\n").map { $0.prefix(64).lowercased() }
                == sums.output.split(separator: "\n").map { String($0.prefix(64)) })
        #expect(try await journal("import", "export.zip").errors == "0 new, 2 already there.\n")
    }

    @Test func wordsComeInEvenIfTheirPhotoCannot() async throws {
        defer { journal.cleanUp() }
        try await archive(
            """
            z.writestr('photos/aa.heic', b'\\0\\0\\0\\x18ftypheic')
            z.writestr('photos/cc.jpeg', b'\\0' * (65 << 20))
            z.writestr('Journal.json', journal(
                entry('A', 'heic', photos=[{'md5': 'aa'}]), entry('B', 'missing', photos=[{'md5': 'bb'}]),
                entry('C', 'huge', photos=[{'md5': 'cc'}]), entry('D', '', photos=[{'md5': 'dd'}]),
                entry('E', 'film', videos=[{'md5': 'ee'}])))
            """)
        let result = try await journal("import", "export.zip", "--json")
        #expect(result.code == 2)
        #expect(result.output == #"{"added":4,"failed":1,"known":0,"purged":0,"withoutPhoto":3}"# + "\n")
        for sentence in [
            "entry A: this is a HEIC picture",
            "entry B: its photo bb is not in the archive; the rest of it was imported.",
            "entry C: its photo cc is larger than 64 MB; the rest", "entry D: its photo dd is not in the archive.",
            "Left out videos, audio and documents: 1.",
        ] { #expect(result.errors.contains(sentence), "\(sentence) is not in \(result.errors)") }
        #expect(Set(try await entries().compactMap { $0["note"] as? String }) == ["heic", "missing", "huge", "film"])
    }

    /// The first version made a separate entry, with its own ID, of each further photo.
    @Test(arguments: [false, true])
    func aPhotoThatIsAnEntryOfItsOwnDoesNotComeTwice(isPurged: Bool) async throws {
        defer { journal.cleanUp() }
        let time = try #require(Moment(iso8601: "2017-12-25T03:04:32Z")).time
        let id = EntryID(derivedFrom: ["dayone", "A", "bb22"], at: time).description
        let line = #"{"id":"\#(id)","takenAt":"2017-12-25T10:04:32.000+07:00","note":"of 0.1"}"#
        try line.write(toFile: journal.folder + "/earlier.jsonl", atomically: true, encoding: .utf8)
        #expect(try await journal("import", "earlier.jsonl").code == 0)
        if isPurged { #expect(try await journal("remove", "--forever", "--yes", id).code == 0) }
        try await archive(
            """
            z.writestr('photos/aa11.jpeg', selfie)
            z.writestr('photos/bb22.jpeg', other)
            z.writestr('Journal.json', journal(entry('A', 'words', photos=[{'md5': 'AA11'}, {'md5': 'BB22'}])))
            """)
        for isAgain in [false, true] {
            let result = try await journal("import", "export.zip")
            #expect(result.errors == (isAgain ? "0 new, 1 already there.\n" : "1 new, 0 already there.\n"))
            let originals = try await journal.sqlite("SELECT lower(hex(original)) FROM image")
            let sum = try await journal.run("/usr/bin/sha256sum", ["photo-1.jpg"])
            #expect(originals == [String(sum.output.prefix(64))])
            #expect(try await entries().count == (isPurged ? 1 : 2))
        }
    }

    @Test func aPhotoThatIsMissingCostsNoOther() async throws {
        defer { journal.cleanUp() }
        try await archive(
            """
            z.writestr('photos/cc.heic', b'\\0\\0\\0\\x18ftypheic')
            z.writestr('photos/dd.jpeg', other)
            z.writestr('Journal.json', journal(
                entry('A', 'four', photos=[{'md5': 'aa'}, {'md5': 'bb'}, {'md5': 'cc'}, {'md5': 'dd'}])))
            z.writestr('photos/aa.jpeg', selfie)
            """)
        let result = try await journal("import", "export.zip")
        #expect(result.code == 2)
        #expect(
            result.errors.contains("entry A: its photo bb is not in the archive; this is a HEIC picture"),
            "\(result.errors)")
        #expect(result.errors.contains("; the rest of it was imported.\n1 new, 0 already there.\n"), "\(result.errors)")
        let originals = try await journal.sqlite("SELECT lower(hex(original)) FROM image ORDER BY position")
        let sums = try await journal.run("/usr/bin/sha256sum", ["photo-1.jpg", "photo-2.jpg"])
        #expect(originals == sums.output.split(separator: "\n").map { String($0.prefix(64)) })
    }

    @Test(arguments: [
        ("z.writestr('../evil.jpeg', 'x')", "leads outside it"),
        ("z.writestr('photos/../../evil', 'x')", "leads outside it"),
        // With a mark behind it, a slash is another character.
        ("z.writestr('photos/../\\u0301evil', 'x')", "leads outside it"),
        ("z.writestr('photos/' + 'n' * 5000, 'x')", "contains a file whose path has 5007 bytes"),
        ("z.writestr('/tmp/evil', 'x')", "leads outside it"), ("z.writestr('C:/evil', 'x')", "leads outside it"),
        ("i = zipfile.ZipInfo('photos\\\\..\\\\evil'); z.writestr(i, 'x')", "leads outside it"),
        (
            "i = zipfile.ZipInfo('photos/aa.jpeg'); i.create_system = 3; i.external_attr = (stat.S_IFLNK | 0o777) << 16; z.writestr(i, '/etc/passwd')",
            "contains a link"
        ),
        ("z.writestr('More.json', '[' * (300 << 20))", "holds more than 256 MB of text"),
    ])
    func anArchiveThatIsNotToBeTrustedIsRefusedWhole(statement: String, reason: String) async throws {
        defer { journal.cleanUp() }
        try await archive("z.writestr('Journal.json', journal(entry('A', 'words')))\n" + statement)
        let result = try await journal("import", "export.zip")
        #expect(result.code == 65 && result.errors.contains(reason), "\(result.errors)")
        #expect(result.errors.lowercased().hasSuffix("nothing was imported.\n"))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: journal.home))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: journal.folder).contains { $0.contains("evil") }
                == false)
    }

    @Test func aDamagedOrEmptyArchiveIsNamed() async throws {
        defer { journal.cleanUp() }
        try await archive("z.writestr('Journal.json', journal(entry('A', 'words' * 1000)))")
        let path = URL(filePath: journal.folder + "/export.zip")
        let whole = try Data(contentsOf: path)
        try whole.prefix(whole.count / 2).write(to: path)
        let cut = try await journal("import", "export.zip")
        #expect(cut.code == 65 && cut.errors.contains("damaged zip archive"), "\(cut.errors)")
        try await archive("pass")
        let empty = try await journal("import", "export.zip")
        #expect(empty.code == 65 && empty.errors.contains("not a Day One export"), "\(empty.errors)")
    }
}
