import Foundation
import GRDB
import Journal
import Storage
import TestSupport
import Testing

@Suite struct ChangeWatchTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(.timeLimit(.minutes(15))) func whatAnotherWriterDoesIsHeard() async throws {
        let here = try await Store.open(folder.journal)
        let elsewhere = try await Store.open(folder.journal)
        let watch = ChangeWatch(here)
        let (position, changes) = try await watch.listen()
        var heard = changes.makeAsyncIterator()
        let id = newID()
        _ = try await elsewhere.add(Draft(id: id, photos: [try selfie()]), now: noon)
        let added = try #require(await heard.next())
        #expect(added.entries == [id] && added.position != position)
        _ = try await elsewhere.skip([id])
        let skipped = try #require(await heard.next())
        #expect(skipped.entries == [] && skipped.position != added.position)
        _ = try await here.moveToTrash(id, now: noon.time)
        #expect(await heard.next()?.entries == [id])
        try await elsewhere.close()
        try await here.close()
    }

    @Test(.timeLimit(.minutes(15))) func whoComesBackHearsWhatWasMissed() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        let ids = [newID(1), newID(2)]
        _ = try await store.add(Draft(id: ids[0], note: "one"), now: noon)
        let earlier = try await watch.listen().position
        _ = try await store.add(Draft(id: ids[1], note: "two"), now: noon)
        let again = try #require(ChangePosition(earlier.description))
        #expect(again == earlier)
        var heard = try await watch.listen(since: again).changes.makeAsyncIterator()
        let missed = try #require(await heard.next())
        #expect(missed.entries == [ids[1]])
        // Nothing was missed this time, so the next event is whatever happens next.
        var quiet = try await watch.listen(since: missed.position).changes.makeAsyncIterator()
        _ = try await store.moveToTrash(ids[0], now: noon.time)
        #expect(await quiet.next()?.entries == [ids[0]])
        for _ in 0..<150 { _ = try await store.add(Draft(id: newID(), felt: .good), now: noon) }
        var late = try await watch.listen(since: missed.position).changes.makeAsyncIterator()
        #expect(try #require(await late.next()).entries == nil)
        try await store.close()
    }

    @Test(.timeLimit(.minutes(15))) func aNewerProgramsUpgradeEndsIt() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        var heard = try await watch.listen().changes.makeAsyncIterator()
        let upgrade = Task { try await watch.waitForUpgrade() }
        while watch.listenerCount < 2 { await Task.yield() }
        // Other writes do not.
        let id = newID()
        _ = try await store.add(Draft(id: id, note: "words"), now: noon)
        #expect(await heard.next()?.entries == [id])
        let newer = try DatabaseQueue(path: folder.journal.database)
        try await newer.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA user_version = 99") }
        try newer.close()
        #expect(await heard.next() == nil)
        let error = await #expect(throws: StoreError.self) { try await upgrade.value }
        #expect(error?.description.contains("was upgraded by a newer version") == true)
        await #expect(throws: StoreError.self) { try await watch.waitForUpgrade() }
        #expect(watch.listenerCount == 0)
    }

    @Test(.timeLimit(.minutes(15))) func afterTheLastListenerNothingIsWatched() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        let task = Task {
            for await _ in try await watch.listen().changes {}
        }
        while watch.listenerCount == 0 { await Task.yield() }
        task.cancel()
        _ = await task.result
        #expect(watch.listenerCount == 0)
        try await store.close()
    }

    @Test(.timeLimit(.minutes(15))) func whoLeavesWhileTheyAreToldStopsNobody() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        for number: Int64 in 1...20 {
            var heard = try await watch.listen().changes.makeAsyncIterator()
            // They leave as soon as they hear of anything, while others are still being notified.
            let crowd = try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await watch.listen().changes } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let leaving = crowd.map { changes in Task { for await _ in changes {} } }
            _ = try await store.add(Draft(id: newID(number), note: "words"), now: noon)
            _ = await heard.next()
            for listener in leaving { listener.cancel() }
            for listener in leaving { await listener.value }
            withExtendedLifetime(heard) { #expect(watch.listenerCount == 1) }
        }
        try await store.close()
    }

    @Test(.timeLimit(.minutes(15))) func whatHappensWhileOthersKeepWritingIsHeard() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        var heard = try await watch.listen().changes.makeAsyncIterator()
        let id = newID()
        _ = try await store.add(Draft(id: id, note: "words"), now: noon)
        let log = folder.journal.database + "-wal"
        let size = try #require(try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int)
        let writer = Task {
            // Truncating the log to its current length reports a write and leaves it as it is.
            while !Task.isCancelled {
                truncate(log, off_t(size))
                await Task.yield()
            }
        }
        #expect(await heard.next()?.entries == [id])
        writer.cancel()
        await writer.value
        try await store.close()
    }

    @Test(.timeLimit(.minutes(15))) func whatHappensWhileAListenerIsSlowComesAsOneChange() async throws {
        let store = try await Store.open(folder.journal)
        let watch = ChangeWatch(store)
        var slow = try await watch.listen().changes.makeAsyncIterator()
        var quick = try await watch.listen().changes.makeAsyncIterator()
        let ids = (1...4).map { newID($0) }
        var position: ChangePosition?
        for id in ids {
            _ = try await store.add(Draft(id: id, note: "words"), now: noon)
            position = await quick.next()?.position
        }
        // The last of them may have reached the quick listener first.
        var taken: [JournalChange] = []
        while taken.last?.position != position { taken.append(try #require(await slow.next())) }
        #expect(taken.count <= 2)
        #expect(Set(taken.flatMap { $0.entries ?? [] }) == Set(ids))
        try await store.close()
    }

    @Test(arguments: ["", "1", "1-", "-1-0123456789abcdef", "x-0123456789abcdef", "1-0123456789abcdef-2"])
    func otherWordsAreNoPosition(text: String) {
        #expect(ChangePosition(text) == nil)
    }
}
