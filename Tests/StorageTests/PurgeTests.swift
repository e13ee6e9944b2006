import Foundation
import GRDB
import Journal
import Messages
@testable import Storage
import TestSupport
import Testing

/// What is destroyed is gone from every file.
@Suite struct PurgeTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The files in the journal's folder that contain any of these words.
    private func files(holding words: [String]) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.journal.path).filter { name in
            let bytes = try Data(contentsOf: URL(filePath: folder.journal.path + "/" + name))
            return words.contains { bytes.range(of: Data($0.utf8)) != nil }
        }
    }

    @Test func nothingOfAPurgedEntryIsInAnyFileOfTheFolder() async throws {
        var random = SeededGenerator(seed: 5)
        let store = try await Store.open(folder.journal)
        // Among many others, so that pages split, merge and move; and edited, so that earlier words remain, too.
        var ids: [EntryID] = []
        for number in 0..<150 {
            let id = newID()
            ids.append(id)
            let words = String(repeating: "some words that fill pages ", count: Int.random(in: 0...40, using: &random))
            let isMarked = number % 5 == 0
            _ = try await store.add(
                Draft(
                    id: id, note: "\(isMarked ? "xqmarker\(number)x" : "other") \(words)",
                    tags: isMarked ? ["xqtag\(number)x"] : ["tag"]),
                now: noon)
            if isMarked {
                var edit = Edit()
                edit.note = .set("xqlater\(number)x \(words.prefix(Int.random(in: 0...500, using: &random)))")
                edit.removedTags = ["xqtag\(number)x"]
                _ = try await store.edit(id, edit, now: noon.time)
            }
        }
        let photo = try await store.add(Draft(id: newID(), photos: [try selfie()], note: "xqphotox"), now: noon).entry
        let marked = ids.indices.filter { $0 % 5 == 0 }
        let words = marked.flatMap { ["xqmarker\($0)x", "xqlater\($0)x", "xqtag\($0)x"] } + ["xqphotox"]
        let jpeg = try #require(try await store.photo(of: photo.id))
        #expect(try !files(holding: words).isEmpty)

        let report = try await store.purge(marked.map { ids[$0] } + [photo.id], now: noon.time)
        #expect(report.entries == marked.count + 1)
        #expect(try files(holding: words) == [])
        let middle = jpeg[jpeg.startIndex + jpeg.count / 2..<jpeg.startIndex + jpeg.count / 2 + 64]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.journal.path) {
            let bytes = try Data(contentsOf: URL(filePath: folder.journal.path + "/" + name))
            #expect(bytes.range(of: middle) == nil, "\(name)")
        }
        try await store.close()
        #expect(try files(holding: words) == [])
        #expect(try rawRows(folder, "PRAGMA integrity_check").first?["integrity_check"] == "ok")
        #expect(try rawRows(folder, "SELECT * FROM entry").count == ids.count - marked.count)
    }

    @Test func aPurgedIDNeverComesBack() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        _ = try await store.add(Draft(id: id, note: "words"), now: noon)
        _ = try await store.purge([id], now: noon.time)
        await #expect(throws: StoreError.self) { try await store.add(Draft(id: id, note: "again"), now: noon) }
        await #expect(throws: StoreError.self) { try await store.purge([id], now: noon.time) }
        #expect(try await store.timeline(limit: 5).entries.isEmpty)
        try await store.close()
    }

    @Test func whatWasBroughtBackMeanwhileIsSpared() async throws {
        let store = try await Store.open(folder.journal)
        let ids = [newID(), newID(), newID()]
        for id in ids {
            _ = try await store.add(Draft(id: id, note: "words"), now: noon)
            _ = try await store.moveToTrash(id, now: noon.time)
        }
        _ = try await store.restore(ids[0], now: noon.time)
        _ = try await store.purge([ids[1]], now: noon.time)
        #expect(try await store.purge(ids, onlyInTrash: true, now: noon.time).entries == 1)
        #expect(try await store.timeline(limit: 5).entries.map(\.id) == [ids[0]])
        #expect(try await store.trash().value.isEmpty)
        try await store.close()
    }

    @Test func aPhotoThatWasSentIsDeletedThereUnlessAnotherEntryUsesIt() async throws {
        let store = try await Store.open(folder.journal)
        let first = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        let report = try await store.purge([first.id], now: noon.time)
        #expect(report.sentTo == ["s3://b"] && report.shownTo.isEmpty)
        let deletion = Deletion(sha256: work.sha256, place: "s3://b")
        #expect(try await store.deletions(at: noon.time) == [deletion])
        #expect(try await store.waitingCount() == 1)

        let second = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry
        #expect(second.id != first.id)
        #expect(try await store.deletions(at: noon.time).isEmpty)
        var edit = Edit()
        edit.isPrivate = true
        _ = try await store.edit(second.id, edit, now: noon.time)
        #expect(try await store.deletions(at: noon.time) == [deletion])
        try await store.fail(deletion, because: CodedMessage(text: "refused"))
        #expect(try await store.deletions(at: noon.time).isEmpty)
        #expect(try await store.retry(nil).count == 1)
        try await store.finishDeletion(deletion, at: noon.time)
        #expect(try await store.queue().isEmpty)

        // It is no longer there, so making the entry public sends it again.
        edit.isPrivate = false
        #expect(try await store.edit(second.id, edit, now: noon.time).status == .queued)
        #expect(try await store.work(at: noon.time).map(\.needsUpload) == [true])
        try await store.close()
    }

    @Test(arguments: [false, true]) func aPhotoThatMayHaveArrivedIsDeletedThere(isPurged: Bool) async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        try await store.beginSync(with: "s3://one", at: noon.time)
        for (place, holder) in [("s3://one", Int64(1)), ("s3://two", 2)] {
            // A sync that was killed, or never received the response.
            try await store.beginSync(with: place, at: noon.time)
            _ = try await store.claimWork(after: 0, limit: 1, sending: place, holder: holder, at: noon.time)
            try await store.releaseAll()
        }
        if isPurged {
            #expect(try await store.purge([id], now: noon.time).sentTo == ["s3://one", "s3://two"])
        } else {
            var edit = Edit()
            edit.isPrivate = true
            _ = try await store.edit(id, edit, now: noon.time)
        }
        #expect(try await store.deletions(at: noon.time).map(\.place) == ["s3://one", "s3://two"])
        #expect(try await store.queue().map(\.kind) == [.delete, .delete])
        try await store.close()
    }

    @Test func aDeletionThatIsNotDueWaitsForNobody() async throws {
        let store = try await Store.open(folder.journal)
        let first = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        _ = try await store.purge([first], now: noon.time)
        let deletion = try #require(try await store.deletions(at: noon.time).first)
        try await store.fail(deletion, because: CodedMessage(text: "refused"))
        #expect(try await store.skip(nil).count == 1)
        // The same photo again, and purged again: skipping it once says nothing about this time.
        let second = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        _ = try await store.skip([second])
        #expect(try await store.waitingCount() == 0)
        _ = try await store.purge([second], now: noon.time)
        #expect(try await store.deletions(at: noon.time).count == 1)
        #expect(try await store.waitingCount() == 1)
        let third = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        _ = try await store.skip([third])
        #expect(try await store.deletions(at: noon.time).isEmpty)
        #expect(try await store.waitingCount() == 0)
        try await store.close()
    }

    @Test func whatIsPurgedWhileItIsSentIsDeletedAfterwards() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(try await store.work(at: noon.time).first)
        _ = try await store.purge([id], now: noon.time)
        try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        try await store.finishAnalysis(
            work, .init(analyzer: "t", at: noon.time, faces: []), raw: Data(), shownTo: "t", bytes: 0)
        #expect(try await store.deletions(at: noon.time).map(\.place) == ["s3://b"])
        try await store.close()
    }
}
