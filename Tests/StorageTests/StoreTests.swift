import Foundation
import GRDB
import GRDBSQLite
import Journal
import Messages
import OperatingSystem
@testable import Storage
import TestSupport
import Testing

@Suite struct StoreTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func belongsToItsOwnerOnlyAndClosesIntoOneFile() async throws {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), felt: .good), now: noon)
        for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "lock"] {
            #expect(try mode(folder.journal.path + "/" + name) == 0o600, "\(name)")
        }
        #expect(try mode(folder.journal.path) == 0o700)
        try await store.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.journal.path).sorted() == [
                "journal.sqlite", "lock",
            ])
    }

    @Test(arguments: [false, true]) func whatComesAfterTheClosingIsRefused(isServer: Bool) async throws {
        var options = Store.Options()
        options.concurrentReads = isServer
        options.idleCheckpoint = .zero
        let store = try await Store.open(folder.journal, options)
        _ = try await store.add(Draft(id: newID(), felt: .good), now: noon)
        let watch = ChangeWatch(store)
        let (position, changes) = try await watch.listen()
        try await store.close()
        let late = Draft(id: newID(), felt: .bad)
        await #expect(throws: DatabaseError.self) { try await store.add(late, now: noon) }
        await #expect(throws: DatabaseError.self) { try await store.remote() }
        await #expect(throws: DatabaseError.self) { try await watch.listen(since: position) }
        #expect(store.commitCount == nil)
        withExtendedLifetime(changes) {}
    }

    @Test func theFileIsAsTheDesignSays() async throws {
        try await Store.open(folder.journal).close()
        let pragmas = ["page_size", "journal_mode", "application_id", "user_version"]
        let values = try pragmas.map { try rawRows(folder, "PRAGMA \($0)").first?.databaseValues.first?.description }
        #expect(values == ["8192", "\"wal\"", "1785884268", "3"])
    }

    @Test func nothingIsWrittenOnceANewerProgramHasChangedTheTables() async throws {
        let store = try await Store.open(folder.journal)
        let id = newID()
        let before = try await store.add(Draft(id: id, felt: .good), now: noon).entry
        let newer = try DatabaseQueue(path: folder.journal.database)
        try await newer.write { db in try db.execute(sql: "PRAGMA user_version = 99") }
        var edit = Edit()
        edit.felt = .set(.bad)
        await #expect {
            try await store.edit(id, edit, now: noon.time)
        } throws: { error in
            if case StoreError.broken(let problem) = error { problem.code == "store.newer" } else { false }
        }
        try await newer.write { db in try db.execute(sql: "PRAGMA user_version = \(Schema.newest)") }
        try newer.close()
        #expect(try await store.entry(id) == before)
        try await store.close()
    }

    @Test func manyOpenANewJournalAtOnce() async throws {
        let folder = folder.journal
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<32 { group.addTask { try await Store.open(folder).close() } }
            try await group.waitForAll()
        }
        #expect(try rawRows(self.folder, "SELECT * FROM setting WHERE name = 'device'").count == 1)
    }

    @Test func aFileOfANewerProgramIsRefusedUntouched() async throws {
        try await Store.open(folder.journal).close()
        try await DatabaseQueue(path: folder.journal.database).write { db in
            try db.execute(sql: "PRAGMA user_version = 99")
        }
        let before = try Data(contentsOf: URL(filePath: folder.journal.database))
        await #expect(throws: StoreError.self) { try await Store.open(folder.journal) }
        #expect(try Data(contentsOf: URL(filePath: folder.journal.database)) == before)
    }

    @Test func aFileOfAnotherProgramIsRefusedUntouched() async throws {
        try FileManager.default.createDirectory(atPath: folder.journal.path, withIntermediateDirectories: true)
        try await DatabaseQueue(path: folder.journal.database).write { db in
            try db.execute(sql: "CREATE TABLE other (x)")
        }
        await #expect(throws: StoreError.self) { try await Store.open(folder.journal) }
        #expect(try rawRows(folder, "SELECT name FROM sqlite_schema").count == 1)
        try Data("this is no database, whatever its name says".utf8).write(
            to: URL(filePath: folder.journal.database))
        await #expect(throws: StoreError.self) { try await Store.open(folder.journal) }
    }

    @Test func whoeverWaitsTooLongForTheLockIsTold() async throws {
        let store = try await Store.open(folder.journal)
        var impatient = Store.Options()
        impatient.busyTimeout = .milliseconds(20)
        do {
            let holder = try #require(try FileLock(path: folder.journal.lock).tryToHold())
            await #expect(throws: StoreError.self) { try await Store.open(folder.journal, impatient) }
            withExtendedLifetime(holder) {}
        }
        try await store.close()
    }

    @Test func aWriteThatWasAskedForIsDoneEvenWhenItsTaskIsCancelled() async throws {
        let store = try await Store.open(folder.journal)
        let id = try await store.add(Draft(id: newID(), photos: [try selfie()]), now: noon).entry.id
        let work = try #require(try await store.work(at: noon.time).first)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.fail(.analyze, of: work, because: CodedMessage(text: "kept"))
        }
        try await task.value
        #expect(try await store.entry(id)?.reason?.text == "kept")
        try await store.close()
    }

    @Test func readersOfTheirOwnSeeWhatTheWriterWrote() async throws {
        var options = Store.Options()
        options.concurrentReads = true
        let store = try await Store.open(folder.journal, options)
        let id = newID()
        _ = try await store.add(Draft(id: id, note: "hello"), now: noon)
        #expect(try await store.entry(id)?.note == "hello")
        try await store.close()
    }

    @Test func readingBetweenWritesCompilesNoStatementAnew() async throws {
        let store = try await Store.open(folder.journal)
        let sql = "SELECT count(*) FROM entry"
        for _ in 0..<3 {
            _ = try await store.add(Draft(id: newID(), felt: .good), now: noon)
            _ = try await store.read { db in try Int.fetchOne(db.cachedStatement(sql: sql)) }
        }
        let times = try await store.read { db in
            sqlite3_stmt_status(try db.cachedStatement(sql: sql).sqliteStatement, SQLITE_STMTSTATUS_REPREPARE, 0)
        }
        #expect(times == 0)
        try await store.close()
    }

    @Test func everyCommitIsCountedWhoeverMadeIt() async throws {
        var options = Store.Options()
        options.concurrentReads = true
        let store = try await Store.open(folder.journal, options)
        let other = try await Store.open(folder.journal)
        #expect(other.commitCount == nil)
        var counts: Set<Int> = []
        for writer in [store, other, store] {
            counts.insert(try #require(store.commitCount))
            _ = try await writer.add(Draft(id: newID(), note: "hello"), now: noon)
            #expect(store.commitCount == store.commitCount)
        }
        counts.insert(try #require(store.commitCount))
        #expect(counts.count == 4)
        try await other.close()
        try await store.close()
        #expect(store.commitCount == nil)
    }

    @Test func whatIsCommittedIsToldAsDoneWhateverComesAfter() async throws {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), note: "words"), now: noon)
        let kept = Kept()
        // A statement that has not finished keeps the log from being emptied; SQLite reports that as an error.
        do {
            try await store.write(leavingNoLog: true) { db in
                try db.execute(sql: "INSERT INTO setting VALUES ('said', 1)")
                kept.rows = try Row.fetchCursor(db, sql: "SELECT * FROM setting")
                _ = try kept.rows?.next()
            }
        } catch {
            Issue.record("It was stored, and told to have failed: \(error)")
        }
        try await store.write { _ in kept.rows = nil }
        try await store.close()
        #expect(try rawRows(folder, "SELECT * FROM setting WHERE name = 'said'").count == 1)
    }

    @Test(.timeLimit(.minutes(15))) func aLogThatAReaderKeptFromBeingEmptiedIsEmptiedLater() async throws {
        var options = Store.Options()
        options.busyTimeout = .milliseconds(20)
        options.idleCheckpoint = .milliseconds(1)
        let store = try await Store.open(folder.journal, options)
        var readerOptions = Configuration()
        readerOptions.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder.journal.database, configuration: readerOptions)
        try await reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN; SELECT count(*) FROM entry")
        }
        let id = newID()
        _ = try await store.add(Draft(id: id, note: "xqwordx"), now: noon)
        let wal = folder.journal.database + "-wal"
        _ = try await store.purge([id], now: noon.time)
        #expect(try Data(contentsOf: URL(filePath: wal)).range(of: Data("xqwordx".utf8)) != nil)
        try await reader.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
        while try Data(contentsOf: URL(filePath: wal)).range(of: Data("xqwordx".utf8)) != nil {
            try Task.checkCancellation()
            await Task.yield()
        }
        try reader.close()
        try await store.close()
    }

    @Test func openingAJournalOnceMoreLeavesTheLocksOfTheFirst() async throws {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), note: "words"), now: noon)
        // Closing it would drop the locks, too, so it stays open.
        let file = open(folder.journal.database, O_RDWR | O_CLOEXEC)
        #expect(isLocked(file))
        try folder.journal.create()
        #expect(isLocked(file))
        try await store.close()
        close(file)
    }

    /// Whether anyone holds a lock on the file, including this process.
    private func isLocked(_ file: Int32) -> Bool {
        var lock = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        let askWhoHolds: Int32 = 36  // F_OFD_GETLK
        #expect(fcntl(file, askWhoHolds, &lock) == 0)
        return lock.l_type != Int16(F_UNLCK)
    }

    @Test(.timeLimit(.minutes(15))) func anIdleStoreTakesItsLogIntoTheFile() async throws {
        var options = Store.Options()
        options.idleCheckpoint = .milliseconds(1)
        let store = try await Store.open(folder.journal, options)
        _ = try await store.add(Draft(id: newID(), note: "xqwordx"), now: noon)
        let file = URL(filePath: folder.journal.database)
        while try Data(contentsOf: file).range(of: Data("xqwordx".utf8)) == nil {
            try Task.checkCancellation()
            await Task.yield()
        }
        try await store.close()
    }

    @Test func aLongWriteAheadLogIsTakenIntoTheFile() async throws {
        var options = Store.Options()
        options.walLimit = 100_000
        let store = try await Store.open(folder.journal, options)
        let wal = folder.journal.database + "-wal"
        var sizes: [Int] = []
        for _ in 0..<200 {
            _ = try await store.add(Draft(id: newID(), note: "some words"), now: noon)
            sizes.append(try #require(try FileManager.default.attributesOfItem(atPath: wal)[.size] as? Int))
        }
        // Without checkpoints, 200 entries leave several megabytes. With them, the log starts over once it is long, and
        // is short then; otherwise, every further write would be followed by a checkpoint.
        #expect(try #require(sizes.last) < 1_000_000)
        let firstLong = try #require(sizes.firstIndex { $0 > options.walLimit })
        #expect(try #require(sizes[firstLong...].min()) < options.walLimit)
        try await store.close()
        #expect(try rawRows(folder, "SELECT * FROM entry").count == 200)
    }
}

/// A statement that has not finished writing.
private final class Kept: @unchecked Sendable {
    var rows: RowCursor?
}
