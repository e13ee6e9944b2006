import Foundation
import Testing

/// Which passwords are accepted.
@Suite struct PasswordTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    @Test(arguments: [
        ("ninechars", "A password needs at least 10 characters; a few unrelated words make a good one."),
        (String(repeating: "€", count: 333) + "xx", "A password can have at most 1000 bytes, and this one has 1001."),
    ])
    func oneThatIsTooShortOrTooLongChangesNothing(password: String, sentence: String) async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("password", input: "the one before\n").code == 0)
        let before = try access()
        let result = try await journal("password", input: password + "\n")
        #expect(result.code == 65 && result.errors == "journal: \(sentence)\n")
        #expect(try access() == before)
    }

    @Test(arguments: ["ten chars.", String(repeating: "€", count: 333) + "x"])
    func theShortestAndTheLongestAreTaken(password: String) async throws {
        defer { journal.cleanUp() }
        let result = try await journal("password", input: password + "\n")
        #expect(result.code == 0, "\(result.errors)")
        #expect(try access().contains("\"password\""))
    }

    private func access() throws -> String {
        try String(contentsOfFile: journal.home + "/access.json", encoding: .utf8)
    }
}
