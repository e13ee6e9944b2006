import Foundation
import GRDB
import Journal
import Messages
import TestSupport
import Testing

@testable import Storage

@Suite struct WorkQueueTests {
    private let slowDown = CodedMessage(text: "slow down")
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private let answer = FaceAnalysis(
        analyzer: "test", at: noon.time,
        faces: [
            Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.happy: 90])
        ])

    @Test func workIsDoneStepByStep() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(try await store.work(at: noon.time).first)
        #expect(work.entry == id && work.needsUpload && work.needsAnalysis)

        try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        let rest = try #require(try await store.work(at: noon.time).first)
        #expect(!rest.needsUpload && rest.needsAnalysis)

        try await store.finishAnalysis(rest, answer, raw: Data("{}".utf8), shownTo: "test", bytes: 5)
        #expect(try await store.work(at: noon.time).isEmpty)
        let entry = try #require(try await store.entry(id))
        #expect(entry.status == .analyzed && entry.seen == Seen(answer))
        try await store.close()
        #expect(try rawRows(folder, "SELECT raw FROM analysis").map { $0[0] as Data } == [Data("{}".utf8)])
        let sent = try rawRows(folder, "SELECT kind FROM sent ORDER BY number").map { $0["kind"] as String }
        #expect(sent == ["upload", "analyze"])
    }

    @Test func whatIsSetAsideWaitsUntilItIsAskedForAgain() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.fail(.analyze, of: work, because: CodedMessage(text: "too small"))
        var entry = try #require(try await store.entry(id))
        #expect(entry.status == .failed && entry.reason?.text == "too small")
        #expect(try await store.work(at: noon.time).isEmpty)
        // Its upload waits for the same person, not for a sync.
        #expect(try await store.waitingCount() == 0)
        #expect(try await store.retry([newID()]).count == 0)
        #expect(try await store.retry([id]).count == 1)
        entry = try #require(try await store.entry(id))
        #expect(entry.status == .queued && entry.reason == nil)
        #expect(try await store.work(at: noon.time).count == 1)
        #expect(try await store.retry(nil).count == 0)
        try await store.close()
    }

    @Test func whatIsPostponedComesBack() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let later = Timestamp(milliseconds: noon.time.milliseconds + 1000)
        var work = try #require(try await store.work(at: noon.time).first)
        try await store.postpone(.upload, of: work, because: slowDown, at: noon.time)
        #expect(try await store.work(at: later).map(\.entry) == [id])
        #expect(try await store.queue().first?.attempts == 1)
        #expect(try await store.analysesCount(since: noon.time) == 0)
        work = try #require(try await store.work(at: later).first)
        try await store.postpone(
            .analyze, of: work, because: CodedMessage(text: "no answer"), shownTo: "test", at: later)
        #expect(try await store.analysesCount(since: noon.time) == 1)
        // The loss of the network, which ends all steps in progress, does not keep them from being recorded.
        let cancelled = Task { [shown = work] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.postpone(
                .analyze, of: shown, because: CodedMessage(text: "no answer"), shownTo: "test", at: later)
        }
        #expect(try await cancelled.value == 2)
        try await store.close()
    }

    @Test func theQueueComesInPages() async throws {
        let store = try await Store.open(folder.journal)
        for number in 1...2 {
            _ = try await store.add(Draft(id: newID(), photos: [try photo(number)]), now: noon)
        }
        let all = try await store.queue()
        #expect(all.count == 4)
        let first = try await store.queue(limit: 3, after: 0)
        let next = try #require(first.next)
        let second = try await store.queue(limit: 3, after: next)
        #expect(first.jobs.count == 3 && first.jobs + second.jobs == all && second.next == nil)
        #expect(try await store.queue(limit: 4, after: 0).next == nil)
        try await store.close()
    }

    @Test func anotherRemoteGetsEveryPhotoThatWasNeverSentThere() async throws {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon)
        try await store.beginSync(with: "s3://one", at: noon.time)
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.finishUpload(work, to: "s3://one", bytes: 5, at: noon.time)
        try await store.finishAnalysis(work, answer, raw: Data(), shownTo: "test", bytes: 5)
        try await store.beginSync(with: "s3://one", at: noon.time)
        #expect(try await store.work(at: noon.time).isEmpty)
        try await store.beginSync(with: "s3://two", at: noon.time)
        #expect(try await store.queue().map(\.kind) == [.upload])
        try await store.finishUpload(work, to: "s3://two", bytes: 5, at: noon.time)
        try await store.beginSync(with: "s3://one", at: noon.time)
        #expect(try await store.queue().isEmpty)
        try await store.close()
    }

    @Test func aPhotoWhoseUploadOnlyBeganIsSentWhenTheRemoteIsChosenAgain() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        try await store.beginSync(with: "s3://one", at: noon.time)
        _ = try await store.claimWork(after: 0, limit: 1, sending: "s3://one", holder: 1, at: noon.time)
        try await store.releaseAll()
        try await store.beginSync(with: "s3://two", at: noon.time)
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.finishUpload(work, to: "s3://two", bytes: 5, at: noon.time)
        try await store.finishAnalysis(work, answer, raw: Data(), shownTo: "test", bytes: 5)
        try await store.beginSync(with: "s3://one", at: noon.time)
        #expect(try await store.work(at: noon.time).map(\.entry) == [id])
        try await store.close()
    }

    @Test func aChangeOfRemoteForgetsNoPhoto() async throws {
        let store = try await Store.open(folder.journal)
        var ids: [EntryID] = []
        for number in 1...2 {
            ids.append(try await store.add(Draft(id: newID(), photos: [try photo(number)]), now: noon).entry.id)
        }
        try await store.beginSync(with: "s3://one", at: noon.time)
        for work in try await store.work(at: noon.time) {
            try await store.finishUpload(work, to: "s3://one", bytes: 5, at: noon.time)
        }
        // One is in the trash while the remote changes.
        _ = try await store.moveToTrash(ids[0], now: noon.time)
        try await store.beginSync(with: "s3://two", at: noon.time)
        #expect(try await store.work(at: noon.time).filter(\.needsUpload).map(\.entry) == [ids[1]])
        _ = try await store.restore(ids[0], now: noon.time)
        #expect(try await store.work(at: noon.time).filter(\.needsUpload).count == 2)
        // The other was deleted from the first remote meanwhile.
        var edit = Edit()
        edit.isPrivate = true
        _ = try await store.edit(ids[1], edit, now: noon.time)
        for deletion in try await store.deletions(at: noon.time) where deletion.place == "s3://one" {
            try await store.finishDeletion(deletion, at: noon.time)
        }
        edit.isPrivate = false
        _ = try await store.edit(ids[1], edit, now: noon.time)
        for work in try await store.work(at: noon.time) where work.needsUpload {
            try await store.finishUpload(work, to: "s3://two", bytes: 5, at: noon.time)
        }
        try await store.beginSync(with: "s3://one", at: noon.time)
        #expect(try await store.work(at: noon.time).filter(\.needsUpload).map(\.entry) == [ids[1]])
        try await store.close()
    }

    @Test func takingWorkReadsTheQueueNoFurtherThanItTakes() async throws {
        let store = try await Store.open(folder.journal)
        let plan = try await store.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(Store.dueWork)",
                arguments: [
                    "now": 0, "position": 0, "lease": 0, "limit": 0,
                ]
            ).map { $0["detail"] as String }
        }
        #expect(plan.first == "SEARCH j USING INTEGER PRIMARY KEY (rowid>?)", "\(plan)")
        // Neither sorted nor grouped, which would read the whole queue first.
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        try await store.close()
    }

    @Test func twoSyncsNeverGetTheSameWork() async throws {
        let store = try await Store.open(folder.journal)
        for number in 1...3 {
            _ = try await store.add(Draft(id: newID(), photos: [try photo(number)]), now: noon)
        }
        let mine = try await store.claimWork(after: 0, limit: 2, sending: "s3://b", holder: 1, at: noon.time)
        let theirs = try await store.claimWork(after: 0, limit: 5, sending: "s3://b", holder: 2, at: noon.time)
        #expect(mine.count == 2 && theirs.count == 1 && Set(mine.map(\.entry)).isDisjoint(with: theirs.map(\.entry)))
        #expect(
            try await store.claimWork(after: 0, limit: 5, sending: "s3://b", holder: 3, at: noon.later(seconds: 599))
                .isEmpty)

        // A failed attempt releases the work, and so does the end of a sync; a dead sync's work is free after ten
        // minutes.
        try await store.postpone(.upload, of: mine[0], because: slowDown, at: noon.time)
        #expect(
            try await store.claimWork(
                after: mine[0].queuePosition, limit: 5, sending: "s3://b", holder: 1, at: noon.time
            )
            .isEmpty)
        #expect(
            try await store.claimWork(after: 0, limit: 5, sending: "s3://b", holder: 3, at: noon.time).map(\.entry) == [
                mine[0].entry
            ])
        try await store.release(2)
        #expect(try await store.work(at: noon.time).map(\.entry) == theirs.map(\.entry))
        #expect(try await store.work(at: noon.later(seconds: 600)).count == 3)
        try await store.releaseAll()
        #expect(try await store.work(at: noon.time).count == 3)
        _ = try await store.claimWork(after: 0, limit: 3, sending: "s3://b", holder: 5, at: noon.time)
        // By a clock that was an hour ahead when the leases were taken.
        #expect(try await store.work(at: noon.later(seconds: -3600)).count == 3)
        try await store.close()
    }

    @Test func whatIsTakenBackWhileItWaitsToBeSentStays() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(
            try await store.claimWork(after: 0, limit: 1, sending: "s3://b", holder: 1, at: noon.time).first)
        let photo = try await store.photo(of: id)
        #expect(try await store.photoToSend(work) == photo && photo?.count == work.bytes)
        _ = try await store.moveToTrash(id, now: noon.time)
        #expect(try await store.photoToSend(work) == nil)
        _ = try await store.restore(id, now: noon.time)
        #expect(try await store.photoToSend(work) == photo)
        var edit = Edit()
        edit.isPrivate = true
        _ = try await store.edit(id, edit, now: noon.time)
        #expect(try await store.photoToSend(work) == nil)
        _ = try await store.purge([id], now: noon.time)
        #expect(try await store.photoToSend(work) == nil)
        try await store.close()
    }

    @Test func whatIsSkippedWaitsForNobodyUntilItIsTakenBack() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        #expect(try await store.skip(nil).count == 0)
        #expect(try await store.skip([id]).count == 1)
        #expect(try await store.entry(id)?.status == .skipped)
        #expect(try await store.waitingCount() == 0)
        #expect(try await store.work(at: noon.time).isEmpty)
        #expect(try await store.retry([id]).count == 1)
        #expect(try await store.entry(id)?.status == .queued)
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.fail(.analyze, of: work, because: CodedMessage(text: "no face"))
        #expect(try await store.skip(nil).count == 1)
        #expect(try await store.entry(id)?.status == .skipped)
        try await store.close()
    }
}
