import Foundation
import Testing

/// How thoroughly the tests try what depends on chance.
enum Torture {
    private static let environment = ProcessInfo.processInfo.environment

    /// What an ordinary test run uses; under `scripts/torture`, which sets `JOURNAL_TEST_ROUNDS`, as many rounds as
    /// that says, or `full`.
    static func rounds(_ short: Int, full: Int) -> Int {
        switch environment["JOURNAL_TEST_ROUNDS"] {
        case nil: short
        case "full": full
        case let text?: Int(text) ?? full
        }
    }

    /// Whether to try all cases that differ, not a sample.
    static let isFull = environment["JOURNAL_TEST_ROUNDS"] == "full"

    /// The source of random moments; `JOURNAL_TEST_SEED` sets another seed.
    static let seed = environment["JOURNAL_TEST_SEED"].flatMap { UInt64($0) } ?? 20_261_123
}

extension Program {
    /// What SQLite's own program says about the journal's file, a line per row.
    func sqlite(_ sql: String) async throws -> [String] {
        let result = try await run("/usr/bin/sqlite3", [home + "/journal.sqlite", sql])
        try #require(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// Fails unless SQLite finds the file intact, every photo is the one its entry names, and none is there twice.
    func checkTheFile(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let check = try await sqlite("PRAGMA integrity_check; PRAGMA foreign_key_check")
        #expect(check == ["ok"], comment, sourceLocation: sourceLocation)
        let photos = folder + "/photos"
        try? FileManager.default.removeItem(atPath: photos)
        try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
        let written = try await sqlite(
            """
            SELECT count(writefile('\(photos)/' || lower(hex(original)) || '.' || lower(hex(sha256)), jpeg))
            FROM entry e JOIN image i ON i.entry = e.number JOIN photo p ON p.image = i.number;
            SELECT count(*) FROM image; SELECT count(*) FROM photo; SELECT count(*) FROM thumbnail
            """)
        #expect(Set(written).count == 1, comment, sourceLocation: sourceLocation)
        let names = try FileManager.default.contentsOfDirectory(atPath: photos).sorted()
        #expect(names.count == Int(written[0]), comment, sourceLocation: sourceLocation)
        guard !names.isEmpty else { return }
        let sums = try await run("/usr/bin/sha256sum", ["--"] + names.map { "\(photos)/\($0)" })
        let hashes = sums.output.split(separator: "\n").map { String($0.prefix(64)) }
        #expect(hashes == names.map { String($0.suffix(64)) }, comment, sourceLocation: sourceLocation)
    }
}
