import Exchange
import Foundation
import Journal
import Storage
import TestSupport
import Testing

@Suite struct RoundTripTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bringIn(_ path: String, _ store: Store) async throws -> Import.Summary {
        var source = try await Import(ImportPlace(path), zone: .utc)
        return try await source.run(into: store, isTrial: false, now: noon) { report in
            if case .problem(let sentence) = report { Issue.record("\(sentence)") }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyEntryComesBackAsItWas(seed: UInt64) async throws {
        let store = try await folder.store("here")
        var journal = RandomJournal(random: SeededGenerator(seed: seed), store: store)
        try await journal.fill(60, photos: 6)
        let ids = try await store.entryIDs(everything).value
        let written = try await Export(ids, of: store).write(toFolder: folder.path + "/export")
        let photos = try await store.records(of: ids).value.reduce(0) { $0 + $1.entry.photos.count }
        #expect(written.entries == 60 && written.photos == photos && photos > 6)

        let other = try await folder.store("there")
        var summary = try await bringIn(folder.path + "/export", other)
        #expect(summary.added == 60 && summary.known == 0 && summary.failed == 0)
        try await expectSame(ids, store, other)

        let before = try await other.records(of: ids).value.map(\.history)
        summary = try await bringIn(folder.path + "/export", other)
        #expect(summary.added == 0 && summary.known == 60 && summary.failed == 0)
        #expect(try await other.records(of: ids).value.map(\.history) == before)
        try await store.close()
        try await other.close()
    }

    private func expectSame(_ ids: [EntryID], _ store: Store, _ other: Store) async throws {
        #expect(try await other.entryIDs(everything).value == ids)
        let work = Dictionary(grouping: try await other.queue(), by: \.entry)
        for (was, now) in zip(try await store.records(of: ids).value, try await other.records(of: ids).value) {
            var expected = was.entry
            // A photo must be sent from here, too.
            let isQueued = was.entry.photos.contains(where: \.isHere) && !expected.isPrivate
            if isQueued, expected.status == .analyzed { expected.status = .queued }
            #expect(try text(jsonLine(now.entry)) == text(jsonLine(expected)))
            #expect(now.history == was.history)
            #expect(now.originals == was.originals && now.pickedFace == was.pickedFace)
            for name in was.entry.photos.map(\.sha256) {
                let photo = try #require(try await store.photo(of: was.entry.id, named: name))
                #expect(try await other.photo(of: now.entry.id, named: name) == photo)
                #expect(try await other.thumbnail(of: now.entry.id, named: name) != nil)
            }
            let kinds = Set((work[now.entry.id] ?? []).map(\.kind))
            #expect(kinds == (!isQueued ? [] : now.entry.seen == nil ? [.upload, .analyze] : [.upload]))
        }
    }

    private func text(_ json: Data) -> String {
        String(decoding: json, as: UTF8.self)
    }

    @Test func theFileAPhotoWasMadeFromIsKnownAgain() async throws {
        let store = try await folder.store("here")
        let photo = PhotoSource.bytes(try examplePhoto(1))
        let id = try await store.add(
            Draft(id: try #require(EntryID("0199" + String(repeating: "0", count: 28))), photos: [photo]), now: noon
        ).entry.id
        _ = try await Export([id], of: store).write(toFolder: folder.path + "/export")
        let other = try await folder.store("there")
        _ = try await bringIn(folder.path + "/export", other)
        var random = SeededGenerator(seed: 1)
        let again = try await other.add(
            Draft(id: EntryID(at: noon.time, using: &random), photos: [photo], felt: .good), now: noon)
        #expect(again.entry.id == id && again.entry.felt == .good)
        try await store.close()
        try await other.close()
    }
}

/// All entries, including those in the trash.
private var everything: EntryFilter {
    var filter = EntryFilter()
    filter.withTrash = true
    return filter
}
