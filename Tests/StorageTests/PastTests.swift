import Foundation
import Journal
import Storage
import TestSupport
import Testing

@Suite struct PastTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private let face = Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.happy: 90])

    private func draft(_ past: Past, photo: Data? = nil, isPrivate: Bool = false) -> Draft {
        var draft = Draft(
            id: newID(), photo: photo.map { .bytes($0) }, moment: noon, felt: .good, tags: ["a"], isPrivate: isPrivate)
        draft.meansItsPhoto = false
        draft.past = past
        return draft
    }

    /// A JPEG as the journal stores it, and how it is described.
    private func stored(_ store: Store) async throws -> (Data, PhotoFacts) {
        let entry = try await store.add(Draft(id: newID(), photo: try selfie()), now: noon).entry
        let photo = try #require(entry.photo)
        let facts = PhotoFacts(
            sha256: photo.sha256, original: String(repeating: "ab", count: 32), width: photo.width,
            height: photo.height,
            bytes: photo.bytes, warnings: ["the file ends early"])
        return (try #require(try await store.photo(of: entry.id)), facts)
    }

    @Test func aPastWithoutHistoryIsMadeUpFor() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, facts) = try await stored(store)
        let answer = FaceAnalysis(analyzer: "test", at: noon.time, faces: [face, face])
        let trashedAt = Timestamp(milliseconds: noon.time.milliseconds + 1)
        let draft = draft(
            Past(photo: facts, face: 1, answer: answer, status: .analyzed, trashedAt: trashedAt), photo: jpeg)
        let arrivals = try await store.add([try await store.prepare(draft)], now: noon)
        guard case .stored = arrivals[0] else {
            Issue.record("It was not stored.")
            return
        }
        let record = try #require(try await store.records(of: [draft.id]).first)
        #expect(record.entry.felt == .good && record.entry.trashedAt == trashedAt && record.entry.tags == ["a"])
        #expect(record.entry.seen == Seen(answer, pickedFace: 1) && record.pickedFace == 1)
        #expect(record.entry.warnings == ["the file ends early"] && record.original == facts.original)
        #expect(try await store.photo(of: draft.id) == jpeg)
        #expect(try await store.queue().filter { $0.entry == draft.id }.map(\.kind) == [.upload])
        try await store.close()
    }

    @Test func whatWasSetAsideStaysSoAndWhatIsPrivateHasNoWork() async throws {
        let store = try await Store.open(folder.journal)
        let (jpeg, facts) = try await stored(store)
        let failed = draft(Past(photo: facts, status: .failed, reason: "too small"), photo: jpeg)
        let secret = draft(Past(photo: facts, status: .none), photo: jpeg, isPrivate: true)
        _ = try await store.add([try await store.prepare(failed), try await store.prepare(secret)], now: noon)
        let entry = try #require(try await store.entry(failed.id))
        #expect(entry.status == .failed && entry.reason == "too small")
        #expect(try await store.queue().filter { $0.entry == failed.id }.map(\.state) == [.waiting, .failed])
        #expect(try await store.queue().allSatisfy { $0.entry != secret.id })
        #expect(try await store.entry(secret.id)?.status == Entry.Status.none)
        try await store.close()
    }

    @Test func anotherPhotoThanTheOneDescribedIsTakenForWhatItIs() async throws {
        let store = try await Store.open(folder.journal)
        let (_, facts) = try await stored(store)
        guard case .bytes(var other) = try selfie() else { return }
        let table = try #require(other.range(of: Data([0xFF, 0xDB])))
        other[table.upperBound + 3] += 1
        let draft = draft(Past(photo: facts), photo: other)
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        let record = try #require(try await store.records(of: [draft.id]).first)
        #expect(record.entry.photo?.sha256 != facts.sha256 && record.original != facts.original)
        #expect(record.entry.warnings.isEmpty && record.entry.moment == noon)
        try await store.close()
    }

    @Test func whatWasPurgedStaysAway() async throws {
        let store = try await Store.open(folder.journal)
        let draft = draft(Past())
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
        var draft = draft(Past())
        _ = try await store.add([try await store.prepare(draft)], now: noon)
        draft.felt = .awful
        guard case .known = try await store.add([try await store.prepare(draft)], now: noon)[0] else {
            Issue.record("It came in twice.")
            return
        }
        #expect(try await store.entry(draft.id)?.felt == .good)
        #expect(try await store.entryIDs(everything) == [draft.id])
        try await store.close()
    }
}

/// No entry left out, those in the trash included.
private var everything: EntryFilter {
    var filter = EntryFilter()
    filter.withTrash = true
    return filter
}
