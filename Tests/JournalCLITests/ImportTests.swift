import Foundation
import Testing

@Suite struct ImportTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    @discardableResult
    private func write(_ content: String, to name: String) throws -> String {
        try Data(content.utf8).write(to: URL(filePath: "\(journal.folder)/\(name)"))
        return name
    }

    private func entries() async throws -> [[String: Any]] {
        try await journal("list", "--json").json.reversed()
    }

    // MARK: Our own export

    /// A journal with a photo, exported to `out`; returns its entries.
    private func exported() async throws -> [[String: Any]] {
        _ = try await journal("add", try Photos.make(1, in: journal), "--note", "one", "--at", "2026-01-01 08:00")
        _ = try await journal("add", "--felt", "good", "--tag", "x", "--at", "2026-01-02 08:00")
        _ = try await journal("add", "--felt", "bad", "--private", "--at", "2026-01-03 08:00")
        #expect(try await journal("export", "out").code == 0)
        return try await entries()
    }

    private var elsewhere: [String] { ["--home", "elsewhere"] }

    private func bringIn(_ source: String, _ more: String...) async throws -> Program.Result {
        try await journal.run(Program.path, ["import", source] + elsewhere + more)
    }

    private func arrived() async throws -> [[String: Any]] {
        try await journal.run(Program.path, ["list", "--json"] + elsewhere).json.reversed()
    }

    @Test func ourOwnExportComesBackAndTwiceIsNoChange() async throws {
        defer { journal.cleanUp() }
        let before = try await exported()
        let first = try await bringIn("out")
        #expect(first.code == 0 && first.errors == "3 new, 0 already there.\n")
        #expect(try await arrived() as NSArray == before as NSArray)
        let again = try await bringIn("out/entries.jsonl", "--json")
        #expect(again.code == 0 && again.errors == "")
        #expect(again.output == "{\"added\":0,\"failed\":0,\"known\":3,\"purged\":0,\"withoutPhoto\":0}\n")
        #expect(try await arrived() as NSArray == before as NSArray)
    }

    @Test func aTrialSaysWhatWouldComeInAndWritesNothing() async throws {
        defer { journal.cleanUp() }
        _ = try await exported()
        let trial = try await bringIn("out", "--dry-run")
        #expect(trial.code == 0 && trial.errors == "3 new, 0 already there; nothing was written.\n")
        #expect(!FileManager.default.fileExists(atPath: journal.folder + "/elsewhere"))
        #expect(try await bringIn("out").code == 0)
        #expect(try await bringIn("out", "--dry-run").errors == "0 new, 3 already there; nothing was written.\n")
    }

    @Test func oneBadLineIsNamedAndTheOthersComeIn() async throws {
        defer { journal.cleanUp() }
        _ = try await exported()
        let path = journal.folder + "/out/entries.jsonl"
        let lines = try Data(contentsOf: URL(filePath: path))
        try lines.dropLast(20).write(to: URL(filePath: path))
        let cut = try await bringIn("out")
        #expect(
            cut.code == 2
                && cut.errors.contains("out/entries.jsonl, line 3: this is not an entry, or an incomplete one."))
        #expect(cut.errors.contains("2 new, 0 already there, 1 not imported."))
        // What is missing can be imported later.
        try lines.write(to: URL(filePath: path))
        #expect(try await bringIn("out").errors == "1 new, 2 already there.\n")
    }

    @Test(arguments: ["missing", "link", "text", "outside", "hidden"])
    func aPhotoThatIsNotThereOrNoneIsNamed(kind: String) async throws {
        defer { journal.cleanUp() }
        _ = try await exported()
        let out = journal.folder + "/out"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: out + "/photos").first)
        let photo = "\(out)/photos/\(name)"
        let secret = try Photos.make(2, in: journal)
        switch kind {
        case "missing": unlink(photo)
        case "link":
            unlink(photo)
            symlink(secret, photo)
        case "text": try Data("hello".utf8).write(to: URL(filePath: photo))
        default:
            // A slash is hidden behind a letter with which it is one character.
            symlink(journal.folder, out + "/a\u{0D4E}")
            let lines = try String(contentsOfFile: out + "/entries.jsonl", encoding: .utf8)
            let elsewhere = kind == "hidden" ? "a\u{0D4E}/photo-2.jpg" : "../photo-2.jpg"
            try lines.replacing("photos/\(name)", with: elsewhere)
                .write(toFile: out + "/entries.jsonl", atomically: true, encoding: .utf8)
        }
        let result = try await bringIn("out")
        let reason = [
            "missing": "is missing", "link": "is a link", "text": "not a picture",
            "outside": "is outside the export", "hidden": "is missing",
        ]
        #expect(result.code == 2 && result.errors.contains("line 1: "), "\(result.errors)")
        #expect(result.errors.contains(reason[kind] ?? "?"), "\(result.errors)")
        // The words are imported all the same, except for a line that asks for something outside the export.
        #expect(try await arrived().count == (kind == "outside" ? 2 : 3))
    }

    @Test func anEntryWhosePhotoCannotBeReadToItsEndWaitsForAnotherTry() async throws {
        defer { journal.cleanUp() }
        let before = try await exported()
        let photos = try FileManager.default.subpathsOfDirectory(atPath: journal.folder + "/out")
        let photo = try #require(photos.first { $0.hasSuffix(".jpg") })
        let fault = ["-f", "--quiet=all", "-o", "/dev/null", "-P", "\(journal.folder)/out/\(photo)"]
        let arguments = ["-e", "inject=pread64:error=EIO", Program.path, "import", "out"] + elsewhere
        let first = try await journal.run("/usr/bin/strace", fault + arguments)
        #expect(first.code == 2 && first.errors.contains("the photo cannot be read: Input/output error.\n"))
        #expect(first.errors.contains("2 new"), "\(first.errors)")
        #expect(try await bringIn("out").code == 0)
        #expect(try await arrived() as NSArray == before as NSArray)
    }

    @Test func whatHidesInAPhotoDoesNotComeIn() async throws {
        defer { journal.cleanUp() }
        _ = try await exported()
        let photos = journal.folder + "/out/photos"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: photos).first)
        let file = URL(filePath: "\(photos)/\(name)")
        let clean = try Data(contentsOf: file)
        let comment = [0xFF, 0xFE, 0, 8] + Array("SECRET".utf8)
        try (clean.prefix(2) + comment + clean.dropFirst(2) + Data("SECRET".utf8)).write(to: file)
        #expect(try await bringIn("out").code == 0)
        let sql = "SELECT writefile('\(journal.folder)/kept.jpg', jpeg) FROM photo"
        _ = try await journal.run("/usr/bin/sqlite3", [journal.folder + "/elsewhere/journal.sqlite", sql])
        #expect(try Data(contentsOf: URL(filePath: journal.folder + "/kept.jpg")) == clean)
    }

    @Test(arguments: [
        #"{"id":"x","takenAt":"2026-01-01T08:00:00.000Z"}"#, #"{"id":"ID","takenAt":"yesterday"}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","felt":9}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","photo":{"width":1,"height":1,"bytes":1,"sha256":"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1"},"seen":{"analyzer":"x","at":"2026-01-01T08:00:00.000Z","faces":[{"box":{"left":0,"top":0,"width":1,"height":1},"confidence":1e300,"emotions":{},"attributes":{}}]}}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","photos":[{"width":1,"height":1,"bytes":1,"sha256":"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1","seen":{"analyzer":"x","at":"2026-01-01T08:00:00.000Z","faces":[{"box":{"left":0,"top":0,"width":1,"height":1},"confidence":1e300,"emotions":{},"attributes":{}}]}}]}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","history":[{"clock":1,"device":"00","entry":"01990000-0000-7000-8000-000000000002","field":"note","value":"1"}]}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","history":[{"clock":1,"device":"00","entry":"ID","field":"purge","value":"true"}]}"#,
        #"{"id":"ID","takenAt":"2026-01-01T08:00:00.000Z","photo":{"width":1,"height":1,"bytes":1,"sha256":"x"}}"#,
    ])
    func whatNoExportSaysIsRefused(line: String) async throws {
        defer { journal.cleanUp() }
        let id = "01990000-0000-7000-8000-000000000001"
        let good = #"{"id":"01990000-0000-7000-8000-000000000003","takenAt":"2026-01-01T08:00:00.000Z","note":"good"}"#
        try write("\(good)\n\(line.replacing("ID", with: id))\n", to: "e.jsonl")
        let result = try await bringIn("e.jsonl")
        #expect(result.code == 2 && result.errors.contains("e.jsonl, line 2: "), "\(result.errors)")
        #expect(try await arrived().compactMap { $0["note"] as? String } == ["good"])
    }

    /// A newer version may know what to do with it.
    @Test(arguments: [
        (
            "moment",
            #"{\"time\":9223372036854775807,\"zone\":\"UTC\",\"day\":\"2026-01-01\",\"offset\":9223372036854775807}"#
        ),
        ("weather", #"{\"sun\":true}"#),
    ])
    func whatIsNotUnderstoodInAHistoryIsKeptAndChangesNothing(field: String, value: String) async throws {
        defer { journal.cleanUp() }
        let id = "01990000-0000-7000-8000-000000000001"
        let change =
            #"{"clock":1,"device":"0000000000000001","entry":"\#(id)","field":"\#(field)","value":"\#(value)"}"#
        try write(
            #"{"id":"\#(id)","takenAt":"2026-01-01T08:00:00.000Z","note":"good","history":[\#(change)]}"# + "\n",
            to: "e.jsonl")
        let result = try await bringIn("e.jsonl")
        #expect(result.code == 0 && result.errors == "1 new, 0 already there.\n", "\(result.errors)")
        #expect(try await arrived().map { $0["takenAt"] as? String } == ["2026-01-01T08:00:00.000+00:00"])
        let kept = try await journal.run(
            "/usr/bin/sqlite3",
            [
                journal.folder + "/elsewhere/journal.sqlite",
                "SELECT value FROM change WHERE field = '\(field)' AND clock = 1",
            ])
        #expect(kept.output == value.replacing(#"\""#, with: "\"") + "\n")
    }

    @Test func whatWasChangedByHandIsAnEdit() async throws {
        defer { journal.cleanUp() }
        _ = try await exported()
        let path = journal.folder + "/out/entries.jsonl"
        let lines = try String(contentsOfFile: path, encoding: .utf8)
        try lines.replacing("\"note\":\"one\"", with: "\"note\":\"two\"").replacing(
            "\"tags\":[\"x\"]", with: "\"tags\":[\"y\"]"
        )
        .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await bringIn("out").code == 0)
        let entries = try await arrived()
        #expect(entries[0]["note"] as? String == "two" && entries[1]["tags"] as? [String] == ["y"])
        let values = try await journal.run(
            "/usr/bin/sqlite3",
            [
                journal.folder + "/elsewhere/journal.sqlite",
                "SELECT value FROM change WHERE field = 'note' ORDER BY clock",
            ])
        #expect(values.output == "\"one\"\n\"two\"\n")
    }

    // MARK: Daylio

    private static let daylio =
        "\u{FEFF}full_date,date,weekday,time,mood,activities,scales,note_title,note\r\n"
        + "2026-11-23,November 23,Monday,8:14 pm,rad,\"run | good  meal\",\"Sleep: 3\",\"Title\",\"two\r\nlines, \"\"quoted\"\"\"\r\n"
        + "2026-11-22,November 22,Sunday,00:05,Meh,\"\",,\"\",\"\"\r\n"
        + "2026-11-22,November 22,Sunday,00:05,good,\"\",,\"\",\"\"\r\n"

    @Test func dayliosMoodsAreTheUsersToName() async throws {
        defer { journal.cleanUp() }
        try write(Self.daylio, to: "export.csv")
        let unknown = try await journal("import", "export.csv")
        #expect(unknown.code == 65 && unknown.output == "")
        #expect(unknown.errors.split(separator: "\n").count == 1)
        #expect(unknown.errors.contains("“rad”, “Meh”") && unknown.errors.contains("--mood-map"))
        #expect(!FileManager.default.fileExists(atPath: journal.home))
        #expect(try await journal("import", "export.csv", "--mood-map", "rad=super").code == 64)
        #expect(try await journal("import", "export.csv", "--mood-map", "rad=great").code == 65)

        let result = try await journal("import", "export.csv", "--mood-map", "Rad=great, meh=3")
        #expect(result.code == 0 && result.errors == "3 new, 0 already there.\n")
        let entries = try await entries()
        #expect(entries.compactMap { $0["felt"] as? Int }.sorted() == [3, 4, 5])
        let last = try #require(entries.last)
        #expect(
            last["takenAt"] as? String == "2026-11-23T20:14:00.000+01:00" && last["zone"] as? String == "Europe/Paris")
        #expect(last["tags"] as? [String] == ["good meal", "run"])
        #expect(last["note"] as? String == "Title\n\ntwo\r\nlines, \"quoted\"\n\nscales: Sleep: 3")
        // However its moods are mapped, it is the same entry.
        var elsewhere = journal
        elsewhere.environment["TZ"] = "Asia/Tokyo"
        let again = try await elsewhere("import", "export.csv", "--mood-map", "rad=bad,meh=bad")
        #expect(again.code == 0 && again.errors == "0 new, 3 already there.\n")
    }

    @Test func onATerminalDayliosMoodsAreAskedFor() async throws {
        defer { journal.cleanUp() }
        try write(Self.daylio, to: "export.csv")
        // A terminal of its own, on which the answers are typed. The shell's pipe makes it harmless if none are read.
        let terminal = "printf 'great\\nwhat\\n2\\n' | script -qec \"'\(Program.path)' import export.csv\" /dev/null"
        let result = try await journal.run("/bin/sh", ["-c", terminal])
        #expect(result.code == 0 && result.output.contains("3 new"), "\(result.output)")
        #expect(try await entries().compactMap { $0["felt"] as? Int }.sorted() == [2, 4, 5])
    }

    @Test(arguments: [
        ("2026-02-30,,,08:00,good,,,,\n", 2, "line 3: “2026-02-30 08:00” is not a date and time"),
        ("2026-02-20,,,13:00 pm,good,,,,\n", 2, "line 3: “2026-02-20 13:00 pm” is not a date and time"),
        ("2026-02-20,,,08:00,\"good,,,,\n", 65, "line 3: a quotation mark is opened and never closed"),
    ])
    func aBadRowIsNamed(row: String, code: Int32, reason: String) async throws {
        defer { journal.cleanUp() }
        let header = "full_date,date,weekday,time,mood,activities,note_title,note\n"
        try write(header + "2026-02-20,,,09:00,good,,,\n" + row, to: "export.csv")
        let result = try await journal("import", "export.csv")
        #expect(result.code == code && result.errors.contains("export.csv, \(reason)."), "\(result.errors)")
        #expect(try await entries().count == (code == 2 ? 1 : 0))
    }

    // MARK: jrnl

    @Test func jrnlsEntriesComeInOnce() async throws {
        defer { journal.cleanUp() }
        let json = """
            {"tags": {"@work": 1}, "entries": [
              {"title": "A day @work.", "body": "It was\\nlong.\\n", "date": "2024-02-29", "time": "09:30", "tags": ["@work"], "starred": true},
              {"title": "Same", "body": "", "date": "2024-03-01", "time": "10:00", "tags": [], "starred": false},
              {"title": "Same", "body": "", "date": "2024-03-01", "time": "10:00", "tags": [], "starred": false},
              {"title": "Bad", "body": "", "date": "2024-13-01", "time": "10:00", "tags": [], "starred": false}]}
            """
        try write(json, to: "jrnl.txt")
        let result = try await journal("import", "jrnl.txt")
        #expect(
            result.code == 2 && result.errors.contains("jrnl.txt, entry 4: “2024-13-01 10:00” is not a date and time."))
        let entries = try await entries()
        #expect(entries.compactMap { $0["note"] as? String } == ["A day @work.\nIt was\nlong.", "Same", "Same"])
        #expect(entries[0]["tags"] as? [String] == ["starred", "work"])
        #expect(entries[0]["takenAt"] as? String == "2024-02-29T09:30:00.000+01:00")
        #expect(try await journal("import", "jrnl.txt").errors.contains("0 new, 3 already there, 1 not imported."))
    }

    @Test func aFileOfOneLongLineIsNoLessJrnls() async throws {
        defer { journal.cleanUp() }
        let body = String(repeating: "word ", count: 30_000)
        try write(
            "{\"entries\":[{\"title\":\"Long\",\"body\":\"\(body)\",\"date\":\"2024-02-29\",\"time\":\"09:30\"}]}",
            to: "j")
        #expect(try await journal("import", "j").errors == "1 new, 0 already there.\n")
    }

    // MARK: Anything else

    @Test func whatIsNothingOfThatIsNamed() async throws {
        defer { journal.cleanUp() }
        for content in ["", "hello", "a,b\n1,2\n", "[]", "{\"entries\":[{}]}", "\u{FEFF}"] {
            try write(content, to: "what.csv")
            let result = try await journal("import", "what.csv")
            #expect(result.code == 65 && result.errors.contains("cannot be imported"), "\(content)")
        }
        #expect(try await journal("import", "nowhere").code == 66)
        let folder = try await journal("import", ".")
        #expect(folder.code == 65 && folder.errors.contains("no entries.jsonl"))
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }
}
