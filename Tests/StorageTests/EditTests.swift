import Foundation
import GRDB
import Journal
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite struct EditTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func whatIsNotMentionedStays() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        let before = try await store.add(Draft(id: id, felt: .good, note: "one", tags: ["a", "b"]), now: noon).entry
        var edit = Edit()
        edit.note = .set("two")
        edit.addedTags = [" #c ", "a"]
        edit.removedTags = ["b", "never there"]
        var expected = before
        expected.note = "two"
        expected.tags = ["a", "c"]
        #expect(try await store.edit(id, edit, now: noon.time) == expected)
        edit = Edit()
        edit.felt = .clear
        edit.moment = Moment(Timestamp(milliseconds: 0), in: .utc)
        let after = try await store.edit(id, edit, now: noon.time)
        #expect(after.felt == nil && after.moment.iso8601 == "1970-01-01T00:00:00.000+00:00" && after.note == "two")
        try await store.close()
    }

    @Test func aMoodThatIsTappedReadsTheLogAndTheEntryOnce() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        _ = try await store.add(Draft(id: id, felt: .good, note: "one", tags: ["a"]), now: noon)
        let statements = Mutex<[String]>([])
        guard case .writable(let open) = store.connections else { return #expect(Bool(false), "It can be written.") }
        try await open.writer.writeWithoutTransaction { db in
            db.trace { event in statements.withLock { $0.append("\(event)") } }
        }
        var edit = Edit()
        edit.felt = .set(.great)
        _ = try await store.edit(id, edit, now: noon.time)
        let asked = statements.withLock { $0 }
        #expect(asked.count { $0.contains("FROM change WHERE entry") } == 1, "\(asked)")
        #expect(
            asked.count { $0.contains("AS tags") && $0.contains("LEFT JOIN job") } == 1, "\(asked)")
        #expect(asked.count <= 9, "\(asked)")
        try await store.close()
    }

    @Test func tagsCanBeNamedAsTheyAreToBe() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        _ = try await store.add(Draft(id: id, felt: .good, tags: ["a", "b"]), now: noon)
        var edit = Edit()
        edit.tags = ["#b", " c "]
        #expect(try await store.edit(id, edit, now: noon.time).tags == ["b", "c"])
        edit.tags = []
        #expect(try await store.edit(id, edit, now: noon.time).tags == [])
        try await store.close()
    }

    @Test func whatACheckThrowsLeavesTheEntryAsItIs() async throws {
        struct Stale: Error {}
        let store = try await Store.open(folder.journal)
        let id = newID()
        let before = try await store.add(Draft(id: id, felt: .good), now: noon).entry
        var edit = Edit()
        edit.felt = .set(.bad)
        await #expect(throws: Stale.self) { try await store.edit(id, edit, now: noon.time) { _ in throw Stale() } }
        await #expect(throws: Stale.self) { try await store.moveToTrash(id, now: noon.time) { _ in throw Stale() } }
        #expect(try await store.entry(id) == before)
        let edited = try await store.edit(id, edit, now: noon.time) { #expect($0 == before) }
        #expect(edited.felt == .bad)
        try await store.close()
    }

    @Test func earlierValuesCanBeSeenAndBroughtBack() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        _ = try await store.add(Draft(id: id, felt: .good, note: "one"), now: noon)
        var edit = Edit()
        edit.note = .set("two")
        edit.felt = .clear
        _ = try await store.edit(id, edit, now: noon.later(seconds: 60))
        let history = try await store.history(of: id)
        #expect(history.map(\.event) == [.note("two"), .felt(nil), .note("one"), .felt(.good), .moment(noon)])
        #expect(history.map(\.number) == [5, 4, 3, 2, 1])
        #expect(history.map(\.canBeBroughtBack) == [false, false, true, true, false])
        #expect(history.first?.at == noon.later(seconds: 60))
        #expect(try await store.bringBack(revision: 3, of: id, now: noon.later(seconds: 90)).note == "one")
        #expect(try await store.bringBack(revision: 2, of: id, now: noon.later(seconds: 95)).felt == .good)
        await #expect(throws: StoreError.self) { try await store.bringBack(revision: 9, of: id, now: noon.time) }
        try await store.close()
    }

    @Test func nothingNewIsNoChange() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        let entry = try await store.add(Draft(id: id, felt: .good, note: "one", tags: ["a"]), now: noon).entry
        var edit = Edit()
        edit.felt = .set(.good)
        edit.note = .set("one")
        edit.addedTags = ["a"]
        edit.isPrivate = false
        edit.moment = entry.moment
        #expect(try await store.edit(id, edit, now: noon.time) == entry)
        #expect(try await store.history(of: id).count == 4)
        try await store.close()
    }

    @Test func thePickedFaceIsTheOneThatCounts() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        var edit = Edit()
        edit.face = .set(0)
        await #expect(throws: StoreError.self) { try await store.edit(id, edit, now: noon.time) }
        let faces = [(1.0, Emotion.happy), (0.5, .sad)].map { width, emotion in
            Face(box: .init(left: 0, top: 0, width: width, height: 1), confidence: 99, emotions: [emotion: 90])
        }
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.finishAnalysis(
            work, FaceAnalysis(analyzer: "t", at: noon.time, faces: faces), raw: Data(), shownTo: "t", bytes: 0)
        edit.face = .set(1)
        let picked = try await store.edit(id, edit, now: noon.time)
        #expect(picked.seen?.face == 1 && picked.seen?.dominant?.emotion == .sad)
        #expect(try rawRows(folder, "SELECT seen, mood FROM entry").map { $0["seen"] as String } == ["sad"])
        edit.face = .clear
        #expect(try await store.edit(id, edit, now: noon.time).seen?.face == 0)
        edit.face = .set(2)
        await #expect(throws: StoreError.self) { try await store.edit(id, edit, now: noon.time) }
        try await store.close()
    }

    @Test func theTrashKeepsAnEntryUntilItIsWanted() async throws {
        let store = try await Store.open(folder.journal)
        let entry = try await store.add(Draft(id: newID(), photos: [try selfie()], note: "one"), now: noon).entry
        let trashed = try await store.moveToTrash(entry.id, now: noon.time)
        #expect(trashed.trashedAt == noon.time)
        #expect(try await store.moveToTrash(entry.id, now: noon.later(seconds: 5)).trashedAt == noon.time)
        #expect(try await store.timeline(limit: 5).entries.isEmpty)
        #expect(try await store.trash().value == [trashed])
        // Photos of entries in the trash are not sent.
        #expect(try await store.work(at: noon.time).isEmpty)
        #expect(try await store.waitingCount() == 0)
        #expect(try await store.restore(entry.id, now: noon.time) == entry)
        #expect(try await store.restore(entry.id, now: noon.time) == entry)
        #expect(try await store.work(at: noon.time).count == 1)

        _ = try await store.moveToTrash(entry.id, now: noon.time)
        #expect(try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry == entry)
        #expect(try await store.trash().value.isEmpty)
        try await store.close()
    }

    @Test func theTrashComesInPages() async throws {
        let store = try await Store.open(folder.journal)
        for second in [3, 1, 2, 2] as [Int64] {
            let id = try await store.add(Draft(id: newID(), note: "\(second)"), now: noon).entry.id
            _ = try await store.moveToTrash(id, now: noon.later(seconds: second))
        }
        _ = try await store.add(Draft(id: newID(), note: "stays"), now: noon)
        let all = try await store.trash().value
        #expect(all.count == 4)
        var found: [Entry] = []
        var cursor: TimelineCursor?
        repeat {
            let page = try await store.trash(limit: 2, before: cursor)
            found += page.entries
            cursor = page.next
        } while cursor != nil && found.count < 9
        #expect(found == all)
        try await store.close()
    }
}
