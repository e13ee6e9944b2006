import Foundation
import Testing

/// What docs/storage.md says about the file, checked on one that the real program wrote.
@Suite struct StorageDocumentTests {
    private let journal: Program
    private let document: String

    init() throws {
        journal = try Program()
        document = try String(contentsOfFile: repository("docs/storage.md"), encoding: .utf8)
    }

    /// A journal in which every table except `analysis` has a row.
    private func fill() async throws {
        let remote = journal.folder + "/remote"
        try FileManager.default.createDirectory(atPath: remote, withIntermediateDirectories: true)
        let photo = try Photos.make(1, in: journal)
        #expect(try await journal("add", photo, "--felt", "good", "--note", "The first run", "--tag", "run").code == 0)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote)").code == 0)
        // The photo is sent; there is no analyzer.
        #expect(try await journal("sync").code == 75)
    }

    private func sqlite(_ sql: String) async throws -> Program.Result {
        try await journal.run("/usr/bin/sqlite3", ["-readonly", journal.home + "/journal.sqlite", sql])
    }

    @Test func everyQueryInItFindsSomething() async throws {
        defer { journal.cleanUp() }
        try await fill()
        let queries = document.matches(of: /```sql\n([^`]+)```/).map { String($0.1) }
        try #require(queries.count > 5)
        for query in queries {
            let result = try await sqlite(query)
            #expect(result.code == 0 && result.errors == "" && result.output != "", "\(query): \(result)")
        }
        let written = try FileManager.default.contentsOfDirectory(atPath: journal.folder).filter {
            $0.hasSuffix(".jpg")
        }
        #expect(written.count == 2, "the photo that was added, and the one that a query wrote")
    }

    /// Whether the document contains these words. A failure should show them, not the document.
    private func isSaid(_ words: String) -> Bool { document.contains(words) }

    @Test func itKnowsEveryTableAndField() async throws {
        defer { journal.cleanUp() }
        try await fill()
        let tables = try await sqlite(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\'")
        for table in tables.output.split(separator: "\n") {
            #expect(isSaid("`\(table)`"), "\(table)")
        }
        let version = try await sqlite("PRAGMA user_version").output.trimmingCharacters(in: .whitespacesAndNewlines)
        let sentence = "is the number of the schema, \(version) now"
        #expect(isSaid(sentence), "docs/storage.md does not say “\(sentence)”")
        let settings = try await sqlite("SELECT name FROM setting").output.split(separator: "\n")
        #expect(settings.count > 2)
        for setting in settings { #expect(isSaid("`\(setting)`"), "\(setting)") }
        for field in try await sqlite("SELECT DISTINCT field FROM change").output.split(separator: "\n") {
            #expect(isSaid("`\(field)`"), "\(field)")
        }
    }
}
