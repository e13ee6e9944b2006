import Foundation
import Testing

@testable import JournalCLI

/// Words that begin with a dash.
@Suite struct DashedTextTests {
    @Test(arguments: [
        "- went running", "-5 degrees", "-5", "--", "--- cut here ---", "-great", "--fine-weather", "-qx", "-a=b",
    ])
    func areWords(text: String) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let isEnd = text == "--"
        let added = try await journal("add", "--json", "--tag", "-\(text)", "--felt", "good", "--note", text)
        // Two dashes alone end the options everywhere.
        guard !isEnd else {
            #expect(added.code == 64 && added.errors.contains("Missing value for '--note <note>'"))
            return
        }
        let entry = try #require(try added.json.first, "\(added.errors)")
        #expect(entry["note"] as? String == text && entry["tags"] as? [String] == ["-\(text)"])
        let edited = try await journal("edit", "last", "--untag", "-\(text)", "--note", "\(text) again", "--json")
        #expect(try edited.json.first?["note"] as? String == "\(text) again")
        #expect(try edited.json.first?["tags"] as? [String] == [])
    }

    @Test(arguments: [
        ["add", "--note", "--tag", "x"], ["add", "--note", "-q"], ["add", "--note", "-qr"],
        ["add", "--note", "--felt=good"],
        ["edit", "last", "--note", "--felt", "4"], ["list", "--tag", "--json"],
    ])
    func anOptionAfterAForgottenValueIsOne(arguments: [String]) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal.run(Program.path, arguments)
        #expect(result.code == 64 && result.errors.contains("Missing value for '--"), "\(result.errors)")
    }

    @Test func anOptionIsWrittenAsTextWithASign() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--note=--tag", "--json").json.first?["note"] as? String == "--tag")
        #expect(try await journal("add", "--note", "x", "--", "-5.jpg").errors.contains("-5.jpg"))
    }

    @Test func aMistypedOptionBehindTextIsNamed() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal("add", "--note", "--fine-weather", "--privat")
        #expect(result.errors.contains("Unknown option '--privat'. Did you mean '--private'?"))
    }
}
