import Foundation
import Testing

@Suite struct ExportTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(journal.folder)/\(path)", encoding: .utf8)
    }

    @Test func theFolderHoldsAllOfItForItsOwnerOnly() async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        _ = try await journal("add", photo, "--felt", "good", "--note", "first", "--tag", "run")
        _ = try await journal("add", "--felt", "bad", "--private", "--at", "2026-01-02 08:00")
        let result = try await journal("export", "out", "--json")
        #expect(result.code == 0 && result.errors == "")
        #expect(result.output == "{\"entries\":2,\"path\":\"out\",\"photos\":1}\n")

        let out = journal.folder + "/out"
        #expect(try names(out) == ["entries.jsonl", "index.md", "photos"])
        let photos = try names(out + "/photos")
        #expect(photos.count == 1 && photos[0].contains(/^2026-06-21_1942_[0-9a-f]{8}\.jpg$/))
        for path in ["", "/photos"] { #expect(try mode(out + path) == 0o700, "\(path)") }
        for path in ["/entries.jsonl", "/index.md", "/photos/\(photos[0])"] {
            #expect(try mode(out + path) == 0o600, "\(path)")
        }
        #expect(try names(journal.folder).filter { $0.hasSuffix("out") || $0.contains("unfinished") } == ["out"])

        // A line says what `list --json` says, oldest first, and more.
        let listed = try await journal("list", "--json").json.reversed()
        for (line, entry) in zip(try text("out/entries.jsonl").split(separator: "\n"), listed) {
            var written = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let file = written["file"] as? String
            #expect((file == nil) == (entry["photo"] is NSNull))
            if let file { #expect(file == "photos/\(photos[0])") }
            for added in ["file", "original", "pickedFace", "history"] {
                #expect(written.removeValue(forKey: added) != nil, "\(added)")
            }
            var album = written["photos"] as? [[String: Any]] ?? []
            for place in album.indices {
                #expect(album[place].removeValue(forKey: "file") as? String == "photos/\(photos[0])")
                #expect((album[place].removeValue(forKey: "original") as? String)?.count == 64)
            }
            written["photos"] = album
            #expect(written as NSDictionary == entry as NSDictionary)
        }
        let index = try text("out/index.md")
        #expect(index.contains("## January 2026\n\n### 2026-01-02, Friday\n\n**08:00** · felt bad · private\n"))
        #expect(index.contains("](photos/\(photos[0]))") && index.contains("> first\n") && index.contains("\\#run"))
    }

    @Test(.enabled(if: Services.areThere, "needs the Python that scripts/test sets up"))
    func noNoteCanBreakTheDocument() async throws {
        defer { journal.cleanUp() }
        let lines = [
            "# a", "a\n===", "a\n---", "- a\n+ b\n* c", "1. a\n2) b", "    code", "\tcode", "```\ncode", "~~~", "> > a",
            "<b>a",
            "<!-- a", "&amp; &#35;", "*a* _b_ **c** ~~d~~ `e`", "[a](b) ![c](d) <http://e.f>", "[a]: b",
            "| a | b |\n|---|---|",
            "a\\", "\\", "a\n\n\n\nb", "\r\na\rb\u{2028}c\u{85}d", "\u{1B}[31m", "***", "a  \nb", "$a$", "Setext\n=",
            "\u{A0}a",
        ]
        let objects = try (lines + [lines.joined(separator: "\n"), lines.joined(separator: "\n\n")]).enumerated().map {
            let entry: [String: Any] = [
                "id": String(format: "01990000-0000-7000-8000-%012d", $0), "note": $1, "tags": [$1, "*a*"],
                "takenAt": String(format: "2026-01-%02dT08:00:00.000Z", 1 + $0 % 28), "zone": "UTC",
            ]
            return String(decoding: try JSONSerialization.data(withJSONObject: entry), as: UTF8.self)
        }
        try objects.joined(separator: "\n").write(
            toFile: journal.folder + "/e.jsonl", atomically: true, encoding: .utf8)
        #expect(try await journal("import", "e.jsonl").code == 0)
        #expect(try await journal("export", "out").code == 0)
        let python = try #require(ProcessInfo.processInfo.environment["JOURNAL_TEST_PYTHON"])
        let judged = try await journal.run(python, [repository("Tests/Services/markdown.py"), "out"])
        #expect(judged.code == 0, "\(judged.errors)")
    }

    @Test func nothingThatIsThereIsWrittenOver() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good")
        try FileManager.default.createDirectory(atPath: journal.folder + "/full", withIntermediateDirectories: true)
        try "mine".write(toFile: journal.folder + "/full/file", atomically: true, encoding: .utf8)
        for arguments in [["full"], ["full/file"], ["--csv", "full/file"], ["--csv", "full"]] {
            let result = try await journal.run(Program.path, ["export"] + arguments)
            #expect(result.code == 65 && result.errors.contains("already exists"), "\(arguments): \(result.errors)")
        }
        #expect(try text("full/file") == "mine" && names(journal.folder + "/full") == ["file"])
        let missing = try await journal("export", "no/where")
        #expect(missing.code == 66 && missing.errors.contains("no/where"))
        // An empty folder belongs to no one.
        mkdir(journal.folder + "/empty", 0o755)
        #expect(try await journal("export", "empty").code == 0)
        #expect(try mode(journal.folder + "/empty") == 0o700)
    }

    @Test func anExportThatIsKilledIsNotThere() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", try Photos.make(1, in: journal), try Photos.make(2, in: journal))
        for call in ["fsync", "rename"] {
            let result = try await journal.run(
                "/usr/bin/strace",
                [
                    "-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=1", Program.path, "export",
                    "out",
                ])
            #expect(result.code == 137, "\(call)")
            #expect(!FileManager.default.fileExists(atPath: journal.folder + "/out"), "\(call)")
        }
        #expect(try await journal("export", "out").code == 0)
    }

    @Test func whatIsChosenIsWrittenAndTheTrashIsNamed() async throws {
        defer { journal.cleanUp() }
        for day in 1...3 {
            _ = try await journal(
                "add", "--felt", "\(day)", "--at", "2026-01-0\(day) 08:00", "--tag", day == 2 ? "run" : "x")
        }
        let last = try #require(try await journal("list", "--json").json.first?["id"] as? String)
        let trash = "UPDATE entry SET trashed = 1 WHERE hex(id) = upper('\(last.replacing("-", with: ""))')"
        _ = try await journal.run("/usr/bin/sqlite3", [journal.home + "/journal.sqlite", trash])
        func felt(_ arguments: String...) async throws -> [String] {
            let name = "out-\(UInt32.random(in: 0...UInt32.max))"
            let result = try await journal.run(Program.path, ["export", "--csv", name] + arguments)
            #expect(
                result.code == 0
                    && result.errors.contains("in the trash left out") == !arguments.contains("--with-trash"))
            return try text(name).split(separator: "\r\n").dropFirst().map { String($0.split(separator: ",")[3]) }
        }
        #expect(try await felt() == ["1", "2"])
        #expect(try await felt("--with-trash") == ["1", "2", "3"])
        #expect(try await felt("--from", "2026-01-02", "--with-trash") == ["2", "3"])
        #expect(try await felt("--to", "2026-01-02", "--tag", "#run", "--with-trash") == ["2"])
        #expect(try await journal("export", "out", "--from", "soon").code == 64)
        #expect(try await journal("export").code == 64)
        #expect(try await journal("export", "out", "--csv", "x").code == 64)
    }

    @Test(arguments: ["out.csv", "-"])
    func aSpreadsheetStartsWithAMarkWhenAsked(target: String) async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good", "--note", "été")
        let plain = try await journal("export", "--csv", "-")
        let marked = try await journal("export", "--csv", target, "--bom")
        #expect(marked.code == 0, "\(marked.errors)")
        let bytes =
            target == "-" ? Data(marked.output.utf8) : try Data(contentsOf: URL(filePath: journal.folder + "/out.csv"))
        #expect(bytes == Data([0xEF, 0xBB, 0xBF]) + Data(plain.output.utf8))
        #expect(try await journal("export", "folder", "--bom").code == 64)
    }

    @Test func aSpreadsheetGetsTextNotFormulas() async throws {
        defer { journal.cleanUp() }
        let notes = ["=1+1", "+1", "-1", "@x", "two\nlines, \"quoted\""]
        for (number, note) in notes.enumerated() {
            _ = try await journal("add", "--note=\(note)", "--felt", "2", "--at", "2026-01-01 08:0\(number)")
        }
        _ = try await journal("export", "--csv", "out.csv")
        #expect(try mode(journal.folder + "/out.csv") == 0o600)
        // Python's csv module is the judge.
        let script =
            "import csv, json, sys; print(json.dumps({r['takenAt'][14:16]: r['note'] for r in csv.DictReader(open('out.csv', newline=''))}))"
        let read = try await journal.run("/usr/bin/python3", ["-c", script])
        let cells = try #require(try read.json.first as? [String: String])
        #expect(cells == ["00": "'=1+1", "01": "'+1", "02": "'-1", "03": "'@x", "04": "two\nlines, \"quoted\""])
    }
}
