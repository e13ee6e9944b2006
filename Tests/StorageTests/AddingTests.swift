import Foundation
import GRDB
import ImageOps
import Journal
import Storage
import TestSupport
import Testing

@Suite struct AddingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aPhotoComesInUprightDatedAndQueued() async throws {
        let store = try await Store.open(folder.journal)
        let draft = Draft(id: newID(), photos: [try selfie()], felt: .good, note: "first", tags: ["run", "sun"])
        let entry = try await store.add(draft, now: noon).entry
        #expect(entry.photo.map { [$0.width, $0.height] } == [1200, 1600])
        #expect(entry.moment.iso8601 == "2026-06-21T19:42:10.250+02:00")
        #expect(entry.felt == .good && entry.note == "first" && entry.tags == ["run", "sun"])
        #expect(entry.status == .queued)
        #expect(try await store.queue().map(\.kind) == [.upload, .analyze])
        let photo = try #require(try await store.photo(of: entry.id))
        #expect(photo.count == entry.photo?.bytes)
        #expect(try Picture(photo: photo).capture == nil)
        try await store.close()
    }

    @Test func theSamePhotoIsOneEntryAndWhatIsSaidIsAnEdit() async throws {
        let store = try await Store.open(folder.journal)
        let first = try await store.add(Draft(id: newID(), photos: [try selfie()], note: "one", tags: ["a"]), now: noon)
        let again = try await store.add(
            Draft(id: newID(), photos: [try selfie()], felt: .great, tags: ["b", "a"]), now: noon)
        guard case .known(let entry) = again else {
            Issue.record("The second add made another entry.")
            return
        }
        #expect(entry.id == first.entry.id)
        #expect(entry.felt == .great && entry.note == "one" && entry.tags == ["a", "b"])
        // Someone who adds a photo again has not read its note, so none of the note may be lost.
        for note in ["two", "two", "one"] {
            let noted = try await store.add(Draft(id: newID(), photos: [try selfie()], note: note), now: noon)
            #expect(noted.entry.note == "one\n\ntwo")
        }
        #expect(try await store.timeline(limit: 10).entries.count == 1)
        try await store.close()
    }

    @Test func aNoteThatIsPartOfAWordOfTheOtherIsKeptToo() async throws {
        let store = try await Store.open(folder.journal)
        for note in ["still raining", "ill", "ill", "still raining\n\nill"] {
            _ = try await store.add(Draft(id: newID(), photos: [try selfie()], note: note), now: noon)
        }
        #expect(try await store.entry(named: "last").note == "still raining\n\nill")
        try await store.close()
    }

    @Test func ofEntriesWithTheSamePhotoTheFirstThatIsNotInTheTrashIsMeant() async throws {
        let store = try await Store.open(folder.journal)
        let ids = [newID(), newID(), newID()]
        for id in ids {
            var draft = Draft(id: id, photos: [try selfie()])
            draft.meansItsPhoto = false
            _ = try await store.add(draft, now: noon)
        }
        _ = try await store.moveToTrash(ids[0], now: noon.time)
        let again = try await store.add(Draft(id: newID(), photos: [try selfie()], felt: .good), now: noon)
        #expect(again.entry.id == ids[1])
        #expect(try await store.trash().value.map(\.id) == [ids[0]])
        try await store.close()
    }

    @Test func aPhotoThatIsPurgedBetweenLookingAndStoringIsStoredAllTheSame() async throws {
        let store = try await Store.open(folder.journal)
        let first = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry
        let prepared = try await store.prepare(Draft(id: newID(), photos: [try selfie()]))
        _ = try await store.purge([first.id], now: noon.time)
        let entry = try await store.add(prepared, now: noon).entry
        #expect(entry.photo == first.photo)
        #expect(try await store.photo(of: entry.id)?.count == first.photo?.bytes)
        try await store.close()
    }

    @Test func aFileAndItsBytesAreTheSamePhoto() async throws {
        let store = try await Store.open(folder.journal)
        let file = try FileHandle(forReadingFrom: selfieFile)
        let fromFile = try await store.add(Draft(id: newID(), photos: [.file(file)]), now: noon)
        let fromBytes = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon)
        guard case .stored = fromFile, case .known = fromBytes else {
            Issue.record("They became two entries.")
            return
        }
        #expect(fromFile.entry.photo == fromBytes.entry.photo)
        try await store.close()
    }

    @Test func aFileThatCannotBeStreamedIsReadWhole() async throws {
        let store = try await Store.open(folder.journal)
        let small = try #require(
            try await store.photo(of: store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id))
        let path = folder.path + "/small.jpg"
        try small.write(to: URL(filePath: path))
        let file = try #require(FileHandle(forReadingAtPath: path))
        let entry = try await store.add(Draft(id: newID(), photos: [.file(file)]), now: noon).entry
        #expect(entry.photo?.width == 1200)
        try await store.close()
    }

    @Test func manyWritersOfTheSamePhotoMakeOneEntry() async throws {
        let photo = try selfie()
        let folder = folder.journal
        let ids = try await withThrowingTaskGroup(of: EntryID.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let store = try await Store.open(folder)
                    let result = try await store.add(Draft(id: newID(), photos: [photo]), now: noon)
                    try await store.close()
                    return result.entry.id
                }
            }
            return try await group.reduce(into: Set<EntryID>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test func aRepeatedIDChangesNothing() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        _ = try await store.add(Draft(id: id, felt: .good), now: noon)
        let again = try await store.add(Draft(id: id, felt: .bad, note: "later"), now: noon)
        #expect(again.entry.felt == .good && again.entry.note == nil)
        try await store.close()
    }

    @Test func aPrivatePhotoIsNeverQueuedAndOneMadePrivateLeavesTheQueue() async throws {
        let store = try await Store.open(folder.journal)
        let entry = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry
        #expect(try await store.waitingCount() == 1)
        let hidden = try await store.add(Draft(id: newID(), photos: [try selfie()], isPrivate: true), now: noon).entry
        #expect(hidden.id == entry.id && hidden.isPrivate && hidden.status == .none)
        #expect(try await store.queue().isEmpty)
        #expect(try await store.work(at: noon.time).isEmpty)
        try await store.close()
    }

    @Test func nothingIsLostBehindANulInANote() async throws {
        let store = try await Store.open(folder.journal)
        let entry = try await store.add(Draft(id: newID(), note: "one\u{0}two", tags: ["a\u{0}b"]), now: noon).entry
        #expect(entry.note == "onetwo" && entry.tags == ["a b"])
        try await store.close()
    }

    @Test func whatIsNoPictureLeavesNothingBehind() async throws {
        let store = try await Store.open(folder.journal)
        await #expect(throws: PictureError.notAPicture) {
            try await store.add(Draft(id: newID(), photos: [.bytes(Data("hello".utf8))]), now: noon)
        }
        #expect(try await store.timeline(limit: 10).entries.isEmpty)
        #expect(try await store.queue().isEmpty)
        try await store.close()
    }

    @Test func everyChangeIsInTheLogInTheOrderItWasMade() async throws {
        let store = try await Store.open(folder.journal)
        let entry = try await store.add(Draft(id: newID(), photos: [try selfie()], felt: .bad), now: noon).entry
        // The machine's clock jumps back a day; the log's does not.
        let earlier = Moment(Timestamp(milliseconds: noon.time.milliseconds - 86_400_000), in: .utc)
        _ = try await store.add(Draft(id: newID(), photos: [try selfie()], felt: .good, tags: ["x"]), now: earlier)
        try await store.close()
        let rows = try rawRows(folder, "SELECT clock, field, value, entry FROM change ORDER BY number")
        #expect(rows.map { $0["field"] as String } == ["moment", "felt", "photo", "felt", "tag"])
        #expect(rows.map { $0["value"] as String }[1] == "2")
        let clocks = rows.map { $0["clock"] as Int64 }
        #expect(clocks == clocks.sorted() && Set(clocks).count == clocks.count)
        #expect(rows.allSatisfy { Array($0["entry"] as Data) == entry.id.bytes })
    }
}

/// The file's content, as any SQLite program reads it.
func rawRows(_ folder: TemporaryFolder, _ sql: String) throws -> [Row] {
    try DatabaseQueue(path: folder.journal.database).read { db in try Row.fetchAll(db, sql: sql) }
}
