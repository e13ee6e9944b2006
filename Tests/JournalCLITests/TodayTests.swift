import Foundation
import Testing

/// `journal` alone.
@Suite struct TodayTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    @Test func aNewPersonIsToldHowToBegin() async throws {
        defer { journal.cleanUp() }
        let welcome = try await journal()
        #expect(welcome.code == 0 && welcome.errors == "" && welcome.output.contains("journal add selfie.jpg"))
        #expect(welcome.output.contains(journal.home))
        let json = try await journal("--json")
        let day = try #require(try json.json.first)
        #expect(day["waiting"] as? Int == 0 && (day["entries"] as? [Any])?.isEmpty == true && day["streak"] is NSNull)
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func todayTellsEntriesTheStreakAndWhatWaits() async throws {
        defer { journal.cleanUp() }
        for day in ["3 days ago", "2 days ago", "yesterday"] {
            _ = try await journal("add", "--felt", "4", "--at", day)
        }
        let before = try await journal()
        #expect(before.output.contains("streak 3 days, if you write today") && before.output.contains("Nothing yet."))
        _ = try await journal("add", "--felt", "great", "--note", "coffee")
        _ = try await journal("add", repository("Examples/selfie.jpg"), "--at", "today")
        let text = try await journal().output
        let lines = text.split(separator: "\n")
        #expect(lines[0].hasSuffix("streak 4 days") && lines.count == 4)
        #expect(lines[1].contains("waiting") && lines[2].contains("great") && lines[2].hasSuffix("coffee"))
        #expect(lines[3] == "1 waiting for `journal sync`")
        let json = try #require(try await journal("--json").json.first)
        #expect((json["streak"] as? [String: Any])?["days"] as? Int == 4 && json["setAside"] as? Int == 0)
        #expect((json["entries"] as? [[String: Any]])?.compactMap { $0["note"] as? String } == ["coffee"])
    }

    @Test func aStreakThatBrokeIsNone() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "4", "--at", "2 days ago")
        #expect(try await journal().output.contains("no streak yet"))
    }

    @Test func optionsOfEveryCommandMayStandBeforeIt() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("--home", "elsewhere", "add", "--felt", "good")
        #expect(FileManager.default.fileExists(atPath: journal.folder + "/elsewhere/journal.sqlite"))
        #expect(try await journal("--json", "--home=elsewhere", "list").json.count == 1)
        #expect(try await journal("--home", "elsewhere").output.contains("streak 1 day"))
    }
}
