import Foundation
import GRDB
import Journal
import Storage
import Synchronization
import TestSupport
import Testing

/// What the diagnostics of a journal find, and whether the remedies they name work.
@Suite struct DiagnosticsTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func findings(_ check: String) async throws -> [DiagnosticFinding] {
        let found = Mutex<[DiagnosticFinding]>([])
        let diagnostics = Diagnostics(folder.journal, now: noon.time) { finding in found.withLock { $0.append(finding) }
        }
        _ = try await diagnostics.run(thoroughly: true)
        return found.withLock { $0 }.filter { $0.check == check }
    }

    private func spoil(_ sql: String) throws {
        try DatabaseQueue(path: folder.journal.database).write { db in try db.execute(sql: sql) }
    }

    @Test(arguments: [
        "DELETE FROM search WHERE rowid = 1", "UPDATE search SET note = 'other' WHERE rowid = 1",
        "UPDATE search SET tags = 'run' WHERE rowid = 1",
    ])
    func wordsThatSearchDoesNotKnowAreWrittenAnewWithTheNote(damage: String) async throws {
        var store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), note: "words", tags: ["run", "sun"]), now: noon).entry.id
        try await store.close()
        #expect(try await findings("search").map(\.state) == [.ok])
        try spoil(damage)
        let wrong = try #require(try await findings("search").first)
        #expect(wrong.state == .wrong && wrong.remedy == "Edit its note; that updates the search index.")
        store = try await Store.open(folder.journal)
        var edit = Edit()
        edit.note = .set("new words")
        _ = try await store.edit(id, edit, now: noon.time)
        try await store.close()
        #expect(try await findings("search").map(\.state) == [.ok])
    }

    @Test func wordsOfNoEntryAreFoundAndTheNextEntryGetsItsOwn() async throws {
        var store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), note: "words"), now: noon)
        try await store.close()
        try spoil("INSERT INTO search (rowid, note, tags) VALUES (2, 'stray', '')")
        let wrong = try await findings("search")
        #expect(wrong.map(\.state) == [.wrong])
        let remedy = try #require(wrong.first?.remedy)
        #expect(remedy.hasSuffix("'DELETE FROM search WHERE rowid = 2'"))
        store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), note: "its own"), now: noon)
        try await store.close()
        #expect(try await findings("search").map(\.state) == [.ok])
    }

    @Test func onlyPhotosThatWereLookedAtAreCounted() async throws {
        let store = try await Store.open(folder.journal)
        for number in 1...2 { _ = try await store.add(Draft(id: newID(), photos: [try photo(number)]), now: noon) }
        try await store.close()
        try spoil(
            """
            DELETE FROM photo WHERE image = 1; DELETE FROM thumbnail WHERE image = 1;
            UPDATE image SET here = 0 WHERE number = 1
            """)
        let found = try await findings("photos")
        #expect(found.map(\.state) == [.wrong, .ok])
        #expect(found.first?.remedy?.contains("journal add") == true)
        #expect(found.last?.finding == "Every photo is as it was stored (1).")
    }
}
