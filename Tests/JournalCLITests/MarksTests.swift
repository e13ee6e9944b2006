import Foundation
import Testing

/// Text whose letters carry thousands of marks, and tags that are as long as notes.
@Suite struct MarksTests {
    private let journal: Program
    /// As many as fit into an argument.
    private let marks = String(repeating: "\u{301}\u{316}", count: 30_000)

    init() throws {
        journal = try Program()
    }

    @Test(.timeLimit(.minutes(3))) func holdNobodyUpAtAnyDoor() async throws {
        defer { journal.cleanUp() }
        let added = try await journal("add", "--note", "a\(marks)b", "--json")
        let note = try #require(try added.json.first?["note"] as? String)
        #expect(note.unicodeScalars.filter { $0 != "\u{34F}" }.elementsEqual("a\(marks)b".unicodeScalars))
        #expect(try await journal("edit", "last", "--note", "c\(marks)", "--json").json.count == 1)
        #expect(try await journal("search", "c\(marks)", "--json").code == 0)
        let tag = try await journal("add", "--felt", "good", "--tag", "t\(marks)")
        #expect(tag.code == 65 && tag.errors.contains("A tag has at most 200 bytes"))
        #expect(try await journal("export", "out").code == 0)
        #expect(try await journal("import", "out", "--home", journal.folder + "/other").code == 0)
        try await journal.serving { [marks] url in
            let entries = url.appending(path: "api/v1/entries")
            for fields in [["note": "d\(marks)"], ["note": "e", "tags": ["f\(marks)"]]] as [[String: Any]] {
                let body = try JSONSerialization.data(withJSONObject: fields)
                let answer = try await http("POST", entries, body: body, type: "application/json")
                #expect(answer.status == (fields["tags"] == nil ? 201 : 400))
            }
            #expect(try await http("GET", url).status == 200)
        }
    }

    @Test func aTagOfNoMoreThanItsMostIsKept() async throws {
        defer { journal.cleanUp() }
        let longest = String(repeating: "é", count: 100)
        let added = try await journal("add", "--felt", "good", "--tag", longest, "--json")
        #expect(try added.json.first?["tags"] as? [String] == [longest])
        let refused = try await journal("edit", "last", "--tag", longest + "x")
        #expect(refused.code == 65 && refused.errors.contains("has 201. Write it as a note."))
        #expect(try await journal("edit", "last", "--untag", longest + "x").code == 0)
    }
}
