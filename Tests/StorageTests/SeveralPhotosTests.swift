import Foundation
import GRDB
import Journal
import TestSupport
import Testing

@testable import Storage

/// What can happen to an entry with several photos.
@Suite struct SeveralPhotosTests {
    let folder: TemporaryFolder
    private let id = newID()

    init() throws {
        folder = try TemporaryFolder()
    }

    /// An entry with this many photos.
    private func open(_ count: Int) async throws -> Store {
        let store = try await Store.open(folder.journal)
        let photos = try (0..<count).map { try photo($0) }
        _ = try await store.add(Draft(id: id, photos: photos, felt: .good), now: noon)
        return store
    }

    private func photos(_ store: Store) async throws -> [Entry.Photo] {
        try #require(try await store.entry(id)).photos
    }

    /// Answers about a photo with faces of these emotions, from left to right, each a little smaller.
    private func analyse(
        _ name: String, _ emotions: [Emotion], by analyzer: String = "rekognition", mirrored: Bool = false,
        _ store: Store
    ) async throws {
        var faces = emotions.enumerated().map { index, emotion in
            Face(
                box: .init(left: 0.2 * Double(index), top: 0, width: 0.1, height: 0.5 - 0.1 * Double(index)),
                confidence: 99, emotions: [emotion: 90])
        }
        if mirrored { faces.reverse() }
        let work = SyncTask(
            photo: SyncTask.Photo(entry: id, sha256: name), needsUpload: false, bytes: 0, needsAnalysis: true,
            queuePosition: 1)
        try await store.finishAnalysis(
            work, FaceAnalysis(analyzer: analyzer, at: noon.time, faces: faces), raw: Data("{}".utf8), shownTo: nil,
            bytes: 0)
    }

    @Test func eachIsKeptAndSentAndTheFirstIsShownToAnAnalyzer() async throws {
        let store = try await open(3)
        let photos = try await photos(store)
        #expect(photos.count == 3 && photos.allSatisfy(\.isHere) && Set(photos.map(\.sha256)).count == 3)
        for photo in photos {
            #expect(try await store.photo(of: id, named: photo.sha256)?.count == photo.bytes)
            #expect(try await store.thumbnail(of: id, named: photo.sha256) != nil)
        }
        #expect(try await store.photo(of: id) == store.photo(of: id, named: photos[0].sha256))
        #expect(try await store.photo(of: id, named: String(repeating: "0", count: 64)) == nil)
        let jobs = try await store.queue()
        #expect(jobs.filter { $0.kind == .upload }.map(\.photo) == photos.map(\.sha256))
        #expect(jobs.filter { $0.kind == .analyze }.map(\.photo) == [photos[0].sha256])
        #expect(try await store.waitingCount() == 1)
        for work in try await store.work(at: noon.time) {
            try await store.finishUpload(work, to: "s3://b", bytes: 1, at: noon.time)
        }
        #expect(try await store.work(at: noon.time).map(\.sha256) == [photos[0].sha256])
        try await store.close()
    }

    @Test func theSamePhotoTwiceIsOne() async throws {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: id, photos: [try photo(0), try photo(1), try photo(0)]), now: noon)
        #expect(try await photos(store).count == 2)
        let again = try await store.edit(id, Edit(), adding: [try photo(1)], now: noon.time)
        #expect(again.photos.count == 2)
        // Adding one of them again, with another photo, means that entry.
        let draft = Draft(id: newID(), photos: [try photo(1), try photo(2)], felt: .bad)
        let result = try await store.add(draft, now: noon)
        #expect(result.entry.id == id && result.entry.photos.count == 3 && result.entry.felt == .bad)
        #expect(try await store.timeline(limit: 5).entries.count == 1)
        try await store.close()
    }

    @Test func onePhotoThatIsNoneKeepsAllAway() async throws {
        let store = try await Store.open(folder.journal)
        let draft = Draft(id: id, photos: [try photo(0), .bytes(Data("no photo".utf8))])
        await #expect(throws: (any Error).self) { try await store.add(draft, now: noon) }
        #expect(try await store.timeline(limit: 5).entries.isEmpty)
        var imported = draft
        imported.outlivesItsPhotos = true
        let prepared = try await store.prepare(imported)
        #expect(prepared.losses.count == 1)
        #expect(try await store.add(prepared, now: noon).entry.photos.count == 1)
        try await store.close()
    }

    @Test func oneThatIsRemovedComesBackFromTheHistory() async throws {
        let store = try await open(2)
        let names = try await photos(store).map(\.sha256)
        var edit = Edit()
        edit.removedPhotos = [names[0]]
        var entry = try await store.edit(id, edit, now: noon.later(seconds: 1))
        #expect(entry.photos.map(\.sha256) == [names[1]])
        #expect(try await store.photo(of: id) == store.photo(of: id, named: names[1]))
        #expect(try await store.photo(of: id, named: names[0]) == nil)
        // The other is now the first, which an analyzer should see.
        #expect(try await store.work(at: noon.time).filter(\.needsAnalysis).map(\.sha256) == [names[1]])
        await #expect(throws: StoreError.self) { try await store.edit(id, edit, now: noon.later(seconds: 2)) }

        let revision = try #require(try await store.history(of: id).last { $0.canBeBroughtBack })
        entry = try await store.bringBack(revision: revision.number, of: id, now: noon.later(seconds: 3))
        #expect(entry.photos.map(\.sha256) == [names[1], names[0]])
        #expect(try await store.photo(of: id, named: names[0]) != nil)
        // Without its bytes, as when its file is added again.
        edit.removedPhotos = [names[1]]
        _ = try await store.edit(id, edit, now: noon.later(seconds: 4))
        entry = try await store.edit(id, Edit(), adding: [try photo(1)], now: noon.later(seconds: 5))
        #expect(entry.photos.map(\.sha256) == [names[0], names[1]])
        #expect(try rawRows(folder, "SELECT * FROM photo").count == 2)
        try await store.close()
    }

    @Test func theFacePickedLastDecidesWhatWasSeen() async throws {
        let store = try await open(2)
        let names = try await photos(store).map(\.sha256)
        try await analyse(names[1], [.sad, .angry], store)
        #expect(try await store.entry(id)?.seen?.dominant?.emotion == .sad)
        try await analyse(names[0], [.happy, .calm], store)
        var entry = try #require(try await store.entry(id))
        #expect(entry.seen?.dominant?.emotion == .happy)
        #expect(entry.photos.map { $0.seen?.dominant?.emotion } == [.happy, .sad])

        var edit = Edit()
        (edit.face, edit.facePhoto) = (.set(1), names[1])
        entry = try await store.edit(id, edit, now: noon.later(seconds: 1))
        #expect(entry.seen?.dominant?.emotion == .angry && entry.photos[1].seen?.face == 1)
        (edit.face, edit.facePhoto) = (.set(1), names[0])
        entry = try await store.edit(id, edit, now: noon.later(seconds: 2))
        #expect(entry.seen?.dominant?.emotion == .calm)
        // Without a photo's name, the one that decides is meant.
        (edit.face, edit.facePhoto) = (.set(0), nil)
        entry = try await store.edit(id, edit, now: noon.later(seconds: 3))
        #expect(entry.seen?.dominant?.emotion == .happy && entry.photos[1].seen?.dominant?.emotion == .angry)
        var removal = Edit()
        removal.removedPhotos = [names[0]]
        entry = try await store.edit(id, removal, now: noon.later(seconds: 4))
        #expect(entry.seen?.dominant?.emotion == .angry)
        (edit.face, edit.facePhoto) = (.set(2), names[1])
        await #expect(throws: StoreError.self) { try await store.edit(id, edit, now: noon.later(seconds: 5)) }
        edit.face = .clear
        entry = try await store.edit(id, edit, now: noon.later(seconds: 6))
        #expect(entry.seen?.dominant?.emotion == .sad)
        try await store.close()
    }

    @Test func equalAnswersAboutTwoPhotosDoNotHideWhichOneDecides() async throws {
        let store = try await open(2)
        let names = try await photos(store).map(\.sha256)
        for name in names { try await analyse(name, [.happy, .calm], store) }
        #expect(try await store.entry(id)?.countingPhoto == 0)
        var edit = Edit()
        (edit.face, edit.facePhoto) = (.set(0), names[1])
        var entry = try await store.edit(id, edit, now: noon.later(seconds: 1))
        #expect(entry.countingPhoto == 1)
        (edit.face, edit.facePhoto) = (.set(1), nil)
        entry = try await store.edit(id, edit, now: noon.later(seconds: 2))
        #expect(entry.photos.map { $0.seen?.face } == [0, 1])
        try await store.close()
    }

    @Test func aPickedFaceIsKnownAgainInAnotherAnswer() async throws {
        let store = try await open(1)
        let name = try #require(try await photos(store).first).sha256
        try await analyse(name, [.happy, .sad, .angry], store)
        var edit = Edit()
        edit.face = .set(1)
        _ = try await store.edit(id, edit, now: noon.later(seconds: 1))
        try await analyse(name, [.calm, .fear, .confused], mirrored: true, store)
        #expect(try await store.entry(id)?.seen?.dominant?.emotion == .fear)
        try await analyse(name, [.calm, .disgusted, .confused], by: "mine", mirrored: true, store)
        #expect(try await store.entry(id)?.seen?.dominant?.emotion == .fear)
        try await store.set(.analyzer, to: "mine", now: noon.later(seconds: 2))
        #expect(try await store.entry(id)?.seen?.dominant?.emotion == .disgusted)
        try await store.close()
    }

    @Test func oneThatIsPurgedLeavesNothingBehind() async throws {
        let store = try await open(2)
        let names = try await photos(store).map(\.sha256)
        for name in names { try await analyse(name, [.happy], store) }
        let work = try #require(try await store.work(at: noon.time).first { $0.sha256 == names[0] })
        try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        let bytes = try #require(try await store.photo(of: id, named: names[0]))
        let report = try await store.purgePhotos([names[0]], of: id, now: noon.later(seconds: 9))
        #expect(report.photos == 1 && report.entries == 0 && report.sentTo == ["s3://b"])
        #expect(try await store.deletions(at: noon.time) == [Deletion(sha256: names[0], place: "s3://b")])
        let left = try await photos(store)
        #expect(left.map(\.sha256) == [names[1]] && left.first?.seen != nil)
        let history = try await store.records(of: [id]).value.flatMap(\.history)
        #expect(history.filter { $0.value.contains(names[0]) }.map(\.field) == ["photopurge"])
        #expect(try await !store.history(of: id).contains { $0.canBeBroughtBack })
        await #expect(throws: StoreError.self) { try await store.purgePhotos([names[0]], of: id, now: noon.time) }
        try await store.close()
        let file = try Data(contentsOf: URL(filePath: folder.journal.database))
        #expect(file.range(of: bytes.suffix(400).prefix(200)) == nil)
        #expect(try rawRows(folder, "SELECT * FROM analysis").count == 1)
        #expect(try rawRows(folder, "PRAGMA foreign_key_check").isEmpty)

        // The only way to get it back is to add it.
        let again = try await Store.open(folder.journal)
        let entry = try await again.edit(id, Edit(), adding: [try photo(0)], now: noon.later(seconds: 20))
        #expect(entry.photos.map(\.sha256) == [names[1], names[0]])
        try await again.close()
    }

    @Test func devicesThatEachAddAPhotoBothHaveBoth() async throws {
        let here = try await open(1)
        let there = try await Store.open(JournalFolder(folder.path + "/there"))
        try await there.apply(try await here.changes(since: 0).changes, now: noon.time)
        _ = try await here.edit(id, Edit(), adding: [try photo(1)], now: noon.later(seconds: 1))
        _ = try await there.edit(id, Edit(), adding: [try photo(2)], now: noon.later(seconds: 2))
        try await there.apply(try await here.changes(since: 0).changes, now: noon.time)
        try await here.apply(try await there.changes(since: 0).changes, now: noon.time)
        let (mine, theirs) = (try await photos(here), try await photos(there))
        #expect(mine.map(\.sha256) == theirs.map(\.sha256) && mine.count == 3)
        #expect(mine.map(\.isHere) == [true, true, false] && theirs.map(\.isHere) == [false, false, true])
        // What is destroyed on one device is destroyed on the other, which had its bytes.
        _ = try await here.purgePhotos([mine[2].sha256], of: id, now: noon.later(seconds: 3))
        try await there.apply(try await here.changes(since: 0).changes, now: noon.time)
        #expect(try await photos(there).count == 2)
        #expect(try await there.queue().isEmpty)
        for store in [here, there] { try await store.close() }
    }

    @Test func whatIsProjectedAnewIsAsTheRulesAreNow() async throws {
        let store = try await open(2)
        let name = try await photos(store)[0].sha256
        try await analyse(name, [.happy], store)
        for number in 0..<450 { _ = try await store.add(Draft(id: newID(), note: "\(number)"), now: noon) }
        let expected = try await store.timeline(limit: 500).entries
        try await store.write { db in
            try db.execute(
                sql: """
                    UPDATE entry SET note = 'old', seen = NULL, valence = NULL, analysis = NULL;
                    UPDATE image SET position = NULL, analysis = NULL; UPDATE search SET note = 'old';
                    """)
            try Store.markForProjection(db)
            // An interrupted one continues where it stopped.
            #expect(try Projection.projectPiece(db) < 1)
        }
        try await store.close()
        let again = try await Store.open(folder.journal)
        #expect(try await again.timeline(limit: 500).entries == expected)
        #expect(try await again.search("old", limit: 5).value.isEmpty)
        #expect(try await again.search("449", limit: 5).value.count == 1)
        #expect(try await again.read { db in try Projection.isDue(db) } == false)
        try await again.close()
    }
}
