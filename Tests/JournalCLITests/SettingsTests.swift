import Foundation
import Testing

/// `journal settings`, on a machine whose clock shows half past one in the night or a little later.
@Suite struct SettingsTests {
    private var journal: Program
    private let calendar: (today: String, yesterday: String)

    init() throws {
        journal = try Program()
        // A zone in which it is between 1:00 and 2:00 now.
        let hour = Foundation.Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date()).hour ?? 0
        let ahead = hour > 13 ? 25 - hour : 1 - hour
        journal.environment["TZ"] = "Etc/GMT\(ahead > 0 ? "-" : "+")\(abs(ahead))"
        let format = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: ahead * 3600) ?? .gmt).year().month()
            .day()
        calendar = (Date().formatted(format), Date(timeIntervalSinceNow: -86_400).formatted(format))
    }

    @Test func whatIsWrittenAtNightCountsForTheDayThatIsNotOverYet() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--felt", "bad", "--json").json.first?["day"] as? String == calendar.today)
        let set = try await journal("settings", "day-end", "3:00")
        #expect(set.code == 0 && set.errors.contains("Your day ends at 3:00"))
        #expect(try await journal("settings", "--json").json.first?["dayEnd"] as? String == "03:00")
        let added = try #require(try await journal("add", "--felt", "good", "--json").json.first)
        #expect(added["day"] as? String == calendar.yesterday)
        #expect((added["takenAt"] as? String)?.hasPrefix(calendar.today) == true)
        for command in [
            ["list", "today"], ["list", "--from", "today", "--to", "today"], ["search", "x", "--from", "today"],
        ] {
            let found = try await journal.run(Program.path, command + ["--json"]).json.map { $0["felt"] as? Int }
            #expect(found == (command[0] == "search" ? [] : [4]), "\(command)")
        }
        #expect(try await journal("list", "yesterday", "--json").json.isEmpty)
        let day = try #require(try await journal("--json").json.first)
        #expect(day["day"] as? String == calendar.yesterday && (day["entries"] as? [Any])?.count == 1)
        #expect(try await journal("stats", "today", "--json").json.first?["entries"] as? Int == 1)
        let id = try #require(added["id"] as? String)
        #expect(try await journal("show", id).output.contains("day     \(calendar.yesterday)\n"))

        let back = try await journal("settings", "day-end", "--reset")
        #expect(back.code == 0 && back.errors.contains("midnight"))
        #expect(try await journal("list", "today", "--json").json.map { $0["felt"] as? Int } == [2])
    }

    @Test func aTimeThatIsSaidTellsWhichDayItTakes() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("settings", "day-end", "3:00")
        let added = try await journal("add", "--felt", "4", "--at", "2026-05-04 1:30", "--json")
        #expect(added.errors.contains("2026-05-04 01:30 counts for 2026-05-03, since your day ends at 3:00."))
        #expect(try added.json.first?["day"] as? String == "2026-05-03")
        let edited = try await journal("edit", "last", "--at", "2:00", "--json")
        #expect(edited.errors.contains("2026-05-04 02:00 counts for 2026-05-03"))
        #expect(try edited.json.first?["day"] as? String == "2026-05-03")
        let moved = try await journal("edit", "last", "--at", "2026-05-04 9:00", "--json")
        let day = try moved.json.first?["day"] as? String
        #expect(moved.errors == "" && day == "2026-05-04")
    }

    @Test func anImportSaysWhichDayItTakesAndComesBackAsItWas() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("settings", "day-end", "3:00")
        _ = try await journal("add", "--note", "late", "--at", "2026-05-04 1:30")
        #expect(try await journal("export", "out").code == 0)
        let lines = try String(contentsOfFile: journal.folder + "/out/entries.jsonl", encoding: .utf8)
        var elsewhere = journal
        elsewhere.environment["JOURNAL_HOME"] = journal.folder + "/elsewhere"
        #expect(try await elsewhere("import", "out").code == 0)
        #expect(try await elsewhere("list", "--json").json.first?["day"] as? String == "2026-05-03")

        // As another program would write it: without a history, and without a day.
        var entry = try #require(try JSONSerialization.jsonObject(with: Data(lines.utf8)) as? [String: Any])
        for (name, day, id) in [("day", "2026-05-03", "a"), ("nothing", "2026-05-04", "b")] {
            entry["history"] = nil
            let id = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f506\(id)"
            entry["id"] = id
            if name == "nothing" { entry["day"] = nil }
            try JSONSerialization.data(withJSONObject: entry).write(
                to: URL(filePath: journal.folder + "/\(name).jsonl"))
            let imported = try await journal("import", "\(name).jsonl")
            #expect(imported.code == 0 && imported.errors.contains("keep the day"))
            let shown = try #require(try await journal("show", id, "--json").json.first)
            #expect(shown["day"] as? String == day)
        }
    }

    @Test(arguments: [
        (["settings", "day-end", "25:00"], "“25:00” is not a time at which a day ends"),
        (["settings", "day-end", "13:00"], "use 0:00 to 12:00"),
        (["settings", "bedtime", "3:00"], "bedtime"),
        (["settings", "--reset"], "--reset needs the name"),
        (["settings", "day-end", "3:00", "--reset"], "--reset needs the name"),
        (["settings", "analyzer", "my face; rm"], "is not an analyzer's name"),
    ])
    func whatMakesNoSenseChangesNothing(arguments: [String], sentence: String) async throws {
        defer { journal.cleanUp() }
        let refused = try await journal.run(Program.path, arguments)
        #expect(refused.code == 64 && refused.errors.contains(sentence) && refused.output == "")
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func withoutAJournalTheDefaultsAreShownAndNoneIsMade() async throws {
        defer { journal.cleanUp() }
        let shown = try await journal("settings", "--json")
        #expect(shown.output == "{\"analyzer\":null,\"dayEnd\":\"00:00\"}\n")
        #expect(!FileManager.default.fileExists(atPath: journal.home))
        #expect(try await journal("settings", "analyzer", "mine").errors.contains("answered for no photo"))
        #expect(try await journal("settings").output == "day-end   0:00\nanalyzer  mine\n")
    }
}
