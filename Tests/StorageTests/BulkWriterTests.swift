import Foundation
import GRDB
import Journal
import TestSupport
import Testing

@testable import Storage
@testable import StoreBench

/// The made-up journals used for measurements contain what the program itself would have written.
@Suite struct BulkWriterTests {
    let folder: TemporaryFolder
    let other: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        other = try TemporaryFolder()
    }

    private static let tables = ["entry", "tag", "image", "photo", "analysis", "job", "change", "search"]

    private func rows(_ folder: TemporaryFolder) throws -> [String: [String]] {
        var rows: [String: [String]] = [:]
        for table in BulkWriterTests.tables {
            let columns = table == "search" ? "rowid, *" : "*"
            rows[table] = try rawRows(folder, "SELECT \(columns) FROM \(table) ORDER BY 1, 2").map(\.description)
        }
        return rows
    }

    @Test func entriesWithoutPhotosAreAsAdded() async throws {
        let author = Author(count: 300, photoShare: 0)
        try await BulkWriter.fill(folder.journal, count: 300, by: author)
        let store = try await Store.open(other.journal)
        let device = try rawRows(folder, "SELECT value FROM setting WHERE name = 'device'")[0][0] as Data
        try await store.write { db in
            try db.execute(sql: "UPDATE setting SET value = ? WHERE name = 'device'", arguments: [device])
        }
        var same = author
        for number in 0..<300 {
            let entry = same.entry(number)
            let draft = Draft(
                id: entry.id, moment: entry.moment, felt: entry.felt, note: entry.note, tags: entry.tags,
                isPrivate: entry.isPrivate)
            _ = try await store.add(draft, now: entry.moment)
        }
        try await store.close()
        let (madeUp, added) = (try rows(folder), try rows(other))
        for table in BulkWriterTests.tables { #expect(madeUp[table] == added[table], "\(table)") }
        #expect(madeUp["tag"]?.count ?? 0 > 50 && madeUp["change"]?.count ?? 0 > 600)
    }

    @Test func entriesWithAnswersAreWhatTheirChangesAddUpTo() async throws {
        try await BulkWriter.fill(folder.journal, count: 300, by: Author(count: 300, photoShare: 0.5))
        let madeUp = try rows(folder)
        let store = try await Store.open(folder.journal)
        try await store.write { db in
            try db.execute(
                sql: """
                    UPDATE entry SET time = 0, zone = '', offset = 0, day = '', felt = NULL, note = NULL, private = 0,
                        analysis = NULL, seen = NULL, confidence = NULL, valence = NULL;
                    DELETE FROM tag;
                    UPDATE image SET position = NULL, analysis = NULL;
                    UPDATE search SET note = '', tags = '';
                    """)
            for id in try Data.fetchAll(db, sql: "SELECT id FROM entry") {
                if let id = EntryID(bytes: id) {
                    try Projection(of: id, ChangeLog.changes(of: id, db)).write(to: db, isAnew: true)
                }
            }
        }
        try await store.close()
        let projected = try rows(folder)
        for table in BulkWriterTests.tables { #expect(madeUp[table] == projected[table], "\(table)") }
        #expect(madeUp["analysis"]?.count ?? 0 > 100)
    }

    @Test func theRareWordIsInAsManyNotesWhateverTheSize() async throws {
        try await BulkWriter.fill(folder.journal, count: 1000, by: Author(count: 1000, photoShare: 0.3))
        let store = try await Store.open(folder.journal)
        #expect(try await store.search(Author.rareWord, limit: 1000).value.count == Author.rareCount)
        try await store.close()
    }

    @Test func picturesAreOneForEachEntry() async throws {
        try await BulkWriter.fill(folder.journal, count: 10, by: Author(count: 10, photoShare: 1)) { index in
            (Data([1, UInt8(index)]), Data([2, UInt8(index)]))
        }
        #expect(try rawRows(folder, "SELECT DISTINCT jpeg FROM photo JOIN thumbnail USING (jpeg)").isEmpty)
        #expect(
            try rawRows(folder, "SELECT DISTINCT p.jpeg, t.jpeg FROM photo p JOIN thumbnail t USING (image)").count
                == 10)
    }
}
