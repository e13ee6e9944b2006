import GRDB
import Journal
import Messages
import OperatingSystem
import TestSupport
import Testing

@testable import Storage

/// Reading a journal's file without the right to write it.
@Suite struct ReadOnlyFileTests {
    private static let reason = StoreError.disk(CodedMessage("store.full", ["path": .text("")]))

    private func make(_ folder: TemporaryFolder) async throws -> ReadOnlyFile {
        let store = try await Store.open(folder.journal)
        _ = try await store.add(Draft(id: newID(), felt: .good, note: "first"), now: noon)
        try await store.close()
        return ReadOnlyFile(folder.journal, timeout: .zero, reason: Self.reason)
    }

    private func notes(_ queue: DatabaseQueue) throws -> [String] {
        try queue.read { db in try String.fetchAll(db, sql: "SELECT note FROM entry ORDER BY number") }
    }

    @Test func whatChangedWhileItWasReadIsNotShown() async throws {
        let folder = try TemporaryFolder()
        let file = try await make(folder)
        #expect(try file.session().checkingBlocking(notes) == ["first"])
        #expect(throws: StoreError.busy(CodedMessage("store.changing", ["path": .text(folder.journal.database)]))) {
            try file.session().checkingBlocking { queue in
                // A program that knows nothing of the lock.
                let other = try DatabaseQueue(path: folder.journal.database)
                try other.write { db in try db.execute(sql: "UPDATE entry SET note = 'second'") }
                try other.close()
                return try notes(queue)
            }
        }
        #expect(try file.session().checkingBlocking(notes) == ["second"])
    }

    @Test func whoReadsKeepsWritersAwayAndNoOtherReaders() async throws {
        let folder = try TemporaryFolder()
        let file = try await make(folder)
        try file.session().checkingBlocking { queue in
            let locked = StoreError.busy(CodedMessage("store.locked", ["path": .text(folder.journal.lock)]))
            #expect(throws: locked) { try JournalLock(folder.journal).whileHeld(timeout: .zero) { () } }
            let other = ReadOnlyFile(folder.journal, timeout: .zero, reason: Self.reason)
            let found = try other.session().checkingBlocking(notes)
            #expect(found == ["first"])
        }
        try JournalLock(folder.journal).whileHeld(timeout: .zero) {
            _ = #expect(throws: StoreError.self) { try file.session() }
        }
    }

    @Test(arguments: ["a b", "100%41", "what?#&=", "ä"]) func anyNameIsRead(name: String) async throws {
        let folder = try TemporaryFolder()
        let inner = JournalFolder(folder.journal.path + "/" + name)
        let store = try await Store.open(inner)
        _ = try await store.add(Draft(id: newID(), felt: .good, note: "first"), now: noon)
        try await store.close()
        let file = ReadOnlyFile(inner, timeout: .zero, reason: Self.reason)
        #expect(try file.session().checkingBlocking(notes) == ["first"])
    }
}
