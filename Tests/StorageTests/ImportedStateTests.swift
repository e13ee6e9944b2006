import Foundation
import Journal
import Messages
@testable import Storage
import TestSupport
import Testing

@Suite struct ImportedStateTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private let face = Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.happy: 90])

    private func draft(_ imported: ImportedState, photo: Data? = nil, isPrivate: Bool = false) -> Draft {
        var draft = Draft(
            id: newID(), photos: photo.map { [.bytes($0)] } ?? [], moment: noon, felt: .good, tags: ["a"],
            isPrivate: isPrivate)
        draft.meansItsPhoto = false
        draft.imported = imported
        return draft
    }

    /// A change as an export writes it.
    private func change(_ field: String, _ value: some Encodable, of id: EntryID) throws -> ChangeRecord {
        ChangeRecord(
            clock: noon.time.milliseconds << 16, device: "00000000000000ff", entry: id.description, field: field,
            value: String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }

    /// A JPEG as the journal stores it, and its description.
    private func stored(_ store: Store) async throws -> (Data, PhotoFacts) {
        let entry = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry
        let photo = try #require(entry.photo)
        let facts = PhotoFacts(
            sha256: photo.sha256, original: String(repeating: "ab", count: 32), width: photo.width,
            height: photo.height,
            bytes: photo.bytes, remarks: [earlyEnd])
        return (try #require(try await store.photo(of: entry.id)), facts)
    }

    @Test func aPastWithoutHistoryIsMadeUpFor() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, facts) = try await stored(store)
        let answer = FaceAnalysis(analyzer: "test", at: noon.time, faces: [face, face])
        let trashedAt = Timestamp(milliseconds: noon.time.milliseconds + 1)
        let draft = draft(
            ImportedState(
                photos: [.init(facts, hasFile: true, answer: answer)], face: 1, status: .analyzed, trashedAt: trashedAt),
            photo: jpeg)
        let arrivals = try await store.add([try await store.prepare(draft)], now: noon)
        guard case .stored = arrivals[0] else {
            Issue.record("It was not stored.")
            return
        }
        let record = try #require(try await store.records(of: [draft.id]).value.first)
        #expect(record.entry.felt == .good && record.entry.trashedAt == trashedAt && record.entry.tags == ["a"])
        #expect(record.entry.seen == Seen(answer, pickedFace: 1) && record.pickedFace == 1)
        #expect(record.entry.photo?.remarks == [earlyEnd] && record.originals.first == facts.original)
        #expect(try await store.photo(of: draft.id) == jpeg)
        #expect(try await store.queue().filter { $0.entry == draft.id }.map(\.kind) == [.upload])
        try await store.close()
    }

    @Test func whatWasSetAsideStaysSoAndWhatIsPrivateHasNoWork() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, facts) = try await stored(store)
        let failed = draft(
            ImportedState(
                photos: [.init(facts, hasFile: true)], status: .failed, reason: CodedMessage(text: "too small")),
            photo: jpeg)
        let secret = draft(
            ImportedState(photos: [.init(facts, hasFile: true)], status: .none), photo: jpeg, isPrivate: true)
        _ = try await store.add([try await store.prepare(failed), try await store.prepare(secret)], now: noon)
        let entry = try #require(try await store.entry(failed.id))
        #expect(entry.status == .failed && entry.reason?.text == "too small")
        #expect(try await store.queue().filter { $0.entry == failed.id }.map(\.state) == [.waiting, .failed])
        #expect(try await store.queue().allSatisfy { $0.entry != secret.id })
        #expect(try await store.entry(secret.id)?.status == Entry.Status.none)
        try await store.close()
    }

    @Test func anotherPhotoThanTheOneDescribedIsTakenForWhatItIs() async throws {
        let store = try await Store.open(folder.journal)
        let (_, facts) = try await stored(store)
        var other = try examplePhoto(0)
        let table = try #require(other.range(of: Data([0xFF, 0xDB])))
        other[table.upperBound + 3] += 1
        let draft = draft(ImportedState(photos: [.init(facts, hasFile: true)]), photo: other)
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        let record = try #require(try await store.records(of: [draft.id]).value.first)
        #expect(record.entry.photo?.sha256 != facts.sha256 && record.originals.first != facts.original)
        #expect(record.entry.photo?.remarks == [] && record.entry.moment == noon)
        try await store.close()
    }

    @Test func ofADescribedPhotoOnlyWhatItsBytesDoNotSayIsBelieved() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, described) = try await stored(store)
        var facts = described
        (facts.width, facts.bytes) = (7, 7_000)
        var draft = draft(ImportedState(photos: [.init(facts, hasFile: true)]), photo: jpeg)
        draft.imported?.history = [try change("photo", facts, of: draft.id)]
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        let record = try #require(try await store.records(of: [draft.id]).value.first)
        #expect(record.entry.photo?.bytes == jpeg.count && record.entry.photo?.width == 1200)
        #expect(record.entry.photo?.remarks == [earlyEnd] && record.originals.first == facts.original)
        try await store.close()
    }

    @Test func aPastThatNoEntryHadIsRefused() async throws {
        let store = try await Store.open(folder.journal)
        let (_, sound) = try await stored(store)
        var large = sound
        large.bytes = .max
        var short = sound
        short.sha256 = "ab"
        let never = Timestamp(milliseconds: .min)
        let unshowable = FaceAnalysis(analyzer: "test", at: never, faces: [face])
        let pasts = [
            ImportedState(photos: [.init(large, hasFile: true)]), ImportedState(photos: [.init(short, hasFile: true)]),
            ImportedState(face: .max), ImportedState(face: -1), ImportedState(trashedAt: never),
            ImportedState(photos: [.init(sound, hasFile: false, answer: unshowable)]),
        ]
        for past in pasts {
            await #expect(throws: StoreError.self, "\(past)") { try await store.prepare(draft(past)) }
        }
        try await store.close()
    }

    @Test func aPhotoThatCameWithoutItsBytesCanFollow() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, facts) = try await stored(store)
        var draft = draft(
            ImportedState(
                photos: [.init(facts, hasFile: false)], status: .skipped, reason: CodedMessage(text: "no face")))
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        #expect(try await store.photo(of: draft.id) == nil)
        #expect(try await store.queue().allSatisfy { $0.entry != draft.id })
        draft.photos = [.bytes(jpeg)]
        draft.imported?.photos[0].hasFile = true
        draft.note = "not taken over"
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        #expect(try await store.photo(of: draft.id) == jpeg)
        #expect(try await store.thumbnail(of: draft.id) != nil)
        let entry = try #require(try await store.entry(draft.id))
        #expect(entry.note == nil && entry.status == .skipped && entry.photo?.remarks == [earlyEnd])
        // A second time changes nothing.
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        #expect(try await store.queue().filter { $0.entry == draft.id }.count == 2)
        try await store.close()
    }

    @Test func theFileThatAPhotoWithoutBytesWasMadeFromBringsThem() async throws {
        let here = try await Store.open(folder.journal)
        let there = try await Store.open(JournalFolder(folder.path + "/there"))
        let sent = try await here.add(Draft(id: newID(), photos: [try selfie()], isPrivate: false), now: noon).entry
        let record = try #require(try await here.records(of: [sent.id]).value.first)
        var draft = Draft(id: sent.id, moment: sent.moment)
        draft.meansItsPhoto = false
        let photo = try #require(sent.photo)
        let facts = PhotoFacts(
            sha256: photo.sha256, original: try #require(record.originals.first), width: photo.width,
            height: photo.height,
            bytes: photo.bytes, remarks: [])
        draft.imported = ImportedState(photos: [.init(facts, hasFile: true)])
        _ = try await there.add([try await there.prepare(draft)], now: noon)
        #expect(try await there.photo(of: sent.id) == nil)
        let again = try await there.add(Draft(id: newID(), photos: [try selfie()], felt: .good), now: noon)
        #expect(again.entry.id == sent.id && again.entry.felt == .good && again.entry.status == .queued)
        #expect(try await there.photo(of: sent.id) == here.photo(of: sent.id))
        #expect(try await there.queue().map(\.kind) == [.upload, .analyze])
        try await here.close()
        try await there.close()
    }

    @Test func anotherPhotoDoesNotBecomeThatOfAnEntryWithoutBytes() async throws {
        let store = try await Store.open(folder.journal)
        let (_, facts) = try await stored(store)
        var draft = draft(ImportedState(photos: [.init(facts, hasFile: true)]))
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        draft.photos = [try photo(3)]
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        #expect(try await store.photo(of: draft.id) == nil)
        #expect(try await store.entry(draft.id)?.photo?.sha256 == facts.sha256)
        try await store.close()
    }

    @Test func whatWasPurgedStaysAway() async throws {
        let store = try await Store.open(folder.journal)
        let draft = draft(ImportedState())
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        _ = try await store.purge([draft.id], now: noon.time)
        guard case .purged = try await store.add([try await store.prepare(draft)], now: noon)[0] else {
            Issue.record("It came back.")
            return
        }
        #expect(try await store.entry(draft.id) == nil)
        try await store.close()
    }

    @Test func oneThatIsThereStaysAsItIs() async throws {
        let store = try await Store.open(folder.journal)
        var draft = draft(ImportedState())
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        draft.felt = .awful
        guard case .known = try await store.add([try await store.prepare(draft)], now: noon)[0] else {
            Issue.record("It came in twice.")
            return
        }
        #expect(try await store.entry(draft.id)?.felt == .good)
        #expect(try await store.entryIDs(everything).value == [draft.id])
        try await store.close()
    }
}

/// All entries, including those in the trash.
private var everything: EntryFilter {
    var filter = EntryFilter()
    filter.withTrash = true
    return filter
}

private let earlyEnd = CodedMessage("picture.cut", ["percent": .number(83)])
