import Foundation
import Testing

/// `list`, `search`, `stats` and `calendar` with their filters.
@Suite struct QueryCommandTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func add(_ note: String, _ at: String, _ more: String...) async throws {
        let result = try await journal.run(Program.path, ["add", "--note", note, "--at", at] + more)
        try #require(result.code == 0, "\(result.errors)")
    }

    private func notes(_ arguments: String...) async throws -> [String] {
        let result = try await journal.run(Program.path, ["list", "--json"] + arguments)
        #expect(result.code == 0, "\(result.errors)")
        return try result.json.compactMap { $0["note"] as? String }
    }

    @Test func filtersChooseWhatIsListed() async throws {
        defer { journal.cleanUp() }
        try await add("old", "2024-02-29 08:00", "--felt", "awful")
        try await add("sea", "2026-05-04 08:00", "--felt", "good", "--tag", "sea", "--tag", "sun")
        try await add("run", "2026-05-05 08:00", "--felt", "great", "--tag", "sea", "--private")
        try await add("now", "today 00:00")
        _ = try await journal("add", repository("Examples/selfie.jpg"), "--note", "photo", "--at", "2026-06-01 08:00")
        #expect(try await notes("--from", "2026-05", "--to", "2026-05") == ["run", "sea"])
        #expect(try await notes("--from", "today", "--to", "today") == ["now"])
        #expect(try await notes("--from", "yesterday", "--limit", "1") == ["now"])
        #expect(try await notes("--to", "2024") == ["old"])
        #expect(try await notes("--felt", "good") == ["sea"])
        #expect(try await notes("--felt", "4") == ["sea"])
        #expect(try await notes("--felt", "1..4") == ["sea", "old"])
        #expect(try await notes("--tag", "sea", "--tag", "sun") == ["sea"])
        #expect(try await notes("--private") == ["run"])
        #expect(try await notes("--tag", "sea", "--no-private") == ["sea"])
        #expect(try await notes("--status", "queued") == ["photo"])
        #expect(try await notes("--photo") == ["photo"])
        #expect(try await notes("--no-photo", "--felt", "5") == ["run"])
        #expect(try await notes("--seen", "happy") == [])
        let none = try await journal("list", "--tag", "none")
        #expect(none.code == 0 && none.output == "" && none.errors == "No entry has the tag “none”.\n")
    }

    @Test(arguments: [
        ["list", "--from", "someday"], ["list", "--to", "2026-02-30"], ["list", "--felt", "4..2"],
        ["list", "--felt", "fine"],
        ["list", "--seen", "bored"], ["list", "--status", "done"], ["list", "--limit", "0"],
        ["stats", "--from", "2026-13"],
        ["list", "--from", "2026-05", "--to", "2026-04"], ["calendar", "0"], ["calendar", "MMXXVI"], ["search"],
    ])
    func whatMakesNoSenseIsNamed(arguments: [String]) async throws {
        defer { journal.cleanUp() }
        let result = try await journal.run(Program.path, arguments)
        #expect(result.code == 64 && result.output == "" && !result.errors.isEmpty)
        if let word = arguments.last, arguments.count == 3 { #expect(result.errors.contains(word)) }
    }

    @Test func aTagThatNoEntryHasMayBeMistyped() async throws {
        defer { journal.cleanUp() }
        try await add("x", "2026-05-04 08:00", "--tag", "running", "--tag", "sea")
        for command in [["list"], ["stats"], ["search", "x"]] {
            let result = try await journal.run(Program.path, command + ["--tag", "runing"])
            #expect(result.code == 0 && result.output == "")
            #expect(result.errors == "No entry has the tag “runing”. Did you mean “running”?\n")
        }
        #expect(try await journal("list", "--tag", "sea", "--felt", "bad").errors == "No entry matches.\n")
    }

    @Test func onThisDayLooksAtOtherYears() async throws {
        defer { journal.cleanUp() }
        // A day in the past that is never 29 February, so that it exists in every year.
        let today = try await journal.run("/bin/date", ["+%m-%d"]).output.prefix(5)
        for year in ["2001", "2011"] where today != "02-29" { try await add(year, "\(year)-\(today) 10:00") }
        try await add("today", "today 00:00")
        #expect(try await notes("--on-this-day") == (today == "02-29" ? [] : ["2011", "2001"]))
    }

    @Test func searchShowsWhatItFound() async throws {
        defer { journal.cleanUp() }
        let long = String(repeating: "word ", count: 60)
        try await add("\(long)the Café by the sea \(long)", "2026-05-04 08:00")
        try await add("tea", "2026-05-05 08:00", "--tag", "café", "--felt", "good")
        let text = try await journal("search", "cafe")
        let lines = text.output.split(separator: "\n")
        #expect(text.code == 0 && lines.count == 2 && lines[0].contains("good") && !text.output.contains("\u{1B}"))
        #expect(lines[1].contains("…") && lines[1].contains("the Café by the sea") && lines[1].count < 200)
        let json = try await journal("search", "cafe sea", "--json").json
        #expect(json.count == 1 && json[0]["day"] as? String == "2026-05-04")
        let snippet = try #require(json[0]["snippet"] as? [[String: Any]])
        #expect(snippet.filter { $0["hit"] as? Bool == true }.compactMap { $0["text"] as? String } == ["Café", "sea"])
        #expect(try await journal("search", "cafe", "--felt", "good").output.split(separator: "\n").count == 1)
        let none = try await journal("search", "\"", "NOT", "(")
        #expect(none.code == 0 && none.output == "" && none.errors == "Nothing found.\n")
    }

    @Test func aSearchThatIsCutSaysSo() async throws {
        defer { journal.cleanUp() }
        for felt in ["bad", "okay", "good"] { _ = try await journal("add", "--felt", felt, "--note", "tea") }
        for options in [[], ["--json"]] {
            let cut = try await journal.run(Program.path, ["search", "tea", "--limit", "2"] + options)
            #expect(cut.output.split(separator: "\n").count == 2)
            #expect(cut.errors == "There are more; --limit all shows every match.\n")
            for limit in ["3", "all"] {
                let whole = try await journal.run(Program.path, ["search", "tea", "--limit", limit] + options)
                #expect(whole.output.split(separator: "\n").count == 3 && whole.errors == "", "\(whole.errors)")
            }
        }
    }

    @Test func whatWouldControlTheTerminalIsShown() async throws {
        defer { journal.cleanUp() }
        try await add("red \u{1B}[31malarm", "2026-05-04 08:00", "--tag", "x\u{1B}y")
        for arguments in [["search", "red"], ["search", "x"], ["list"], ["stats"]] {
            let result = try await journal.run(Program.path, arguments)
            #expect(result.code == 0 && !result.output.isEmpty && !result.output.contains("\u{1B}"))
        }
    }

    @Test func statsTellTrendsStreaksAndTags() async throws {
        defer { journal.cleanUp() }
        for number in 1...12 {
            let run = number.isMultiple(of: 2)
            try await add(
                "x", "2026-05-\(number < 10 ? "0" : "")\(number) 08:00", "--felt",
                run ? "great" : number < 4 ? "bad" : "okay",
                "--tag", run ? "run" : "rest")
        }
        let text = try await journal("stats").output
        #expect(text.contains("12 entries on 12 days, 2026-05-01 to 2026-05-12"))
        #expect(text.contains("streak     none now; longest 12 days, 2026-05-01 to 2026-05-12"))
        #expect(text.contains("#run   +1.17 (") && text.contains("6 days with, 6 without") && !text.contains("\u{1B}"))
        let json = try #require(try await journal("stats", "--json", "--to", "2026-05-04").json.first)
        #expect(json["entries"] as? Int == 4 && json["to"] as? String == "2026-05-04")
        #expect((json["mood"] as? [String: Any])?["mean"] as? Double == 0.25)
        #expect((json["tags"] as? [[String: Any]])?.compactMap { $0["tag"] as? String } == ["rest", "run"])
        let none = try await journal("stats", "--tag", "none")
        #expect(none.output == "" && none.errors == "No entry has the tag “none”.\n")
    }

    @Test func theCalendarShowsAYearInLetters() async throws {
        defer { journal.cleanUp() }
        try await add("x", "2024-02-29 08:00", "--felt", "great")
        try await add("x", "2024-12-31 08:00", "--felt", "awful")
        try await add("x", "2024-12-31 09:00", "--felt", "okay")
        try await add("no mood", "2024-01-01 09:00")
        let lines = try await journal("calendar", "2024").output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("2024") && lines[1] == "Jan   ?" + String(repeating: "·", count: 30))
        #expect(lines[2] == "Feb   " + String(repeating: "·", count: 28) + "G")
        #expect(lines[12] == "Dec   " + String(repeating: "·", count: 30) + "b")
        #expect(lines[13] == "a awful  b bad  o okay  g good  G great  ? no mood  · nothing written")
        let json = try #require(try await journal("calendar", "2024", "--json").json.first)
        let days = try #require(json["days"] as? [[String: Any]])
        #expect(days.compactMap { $0["day"] as? String } == ["2024-01-01", "2024-02-29", "2024-12-31"])
        #expect(days.compactMap { $0["mood"] as? Double } == [1, -0.5] && days[2]["felt"] as? Double == 2)
        #expect(
            try await journal("calendar", "2023").output.contains("Feb   " + String(repeating: "·", count: 28) + "\n"))
    }

    @Test func coloursAreForTerminalsThatWantThem() async throws {
        defer { journal.cleanUp() }
        try await add("x", "2024-02-29 08:00", "--felt", "great")
        func shown(_ settings: String) async throws -> String {
            let command = "stty cols 80; \(settings) '\(Program.path)' calendar 2024"
            return try await journal.run("/usr/bin/script", ["-qec", command, "/dev/null"]).output
        }
        #expect(try await shown("TERM=xterm-256color").contains("\u{1B}[38;5;231;48;5;25mG \u{1B}[0m"))
        #expect(
            try await shown("TERM=xterm COLORTERM=truecolor").contains(
                "\u{1B}[38;2;255;255;255;48;2;0;114;178mG \u{1B}[0m"))
        let letters = try await shown("TERM=xterm")
        #expect(letters.contains("\u{1B}[1m2024") && letters.contains("G\r\n") && !letters.contains(";"))
        for settings in ["TERM=xterm-256color NO_COLOR=1", "TERM=dumb", "COLORTERM=truecolor TERM="] {
            let plain = try await shown(settings)
            #expect(plain.contains("·G\r\n") && !plain.contains("\u{1B}"), "\(settings)")
        }
    }
}
