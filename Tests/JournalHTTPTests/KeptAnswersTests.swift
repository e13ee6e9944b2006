import Foundation
import Hummingbird
import Journal
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing

@testable import JournalHTTP

@Suite final class KeptAnswersTests {
    private let folder: TemporaryFolder
    private let made = Mutex(0)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() async throws -> Store {
        var options = Store.Options()
        options.concurrentReads = true
        return try await Store.open(JournalFolder(folder.path), options)
    }

    private func ask(_ kept: KeptAnswers, _ path: String, bytes: Int = 10) async throws {
        _ = try await kept.answer(at: path) {
            made.withLock { $0 += 1 }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0, count: bytes)))
        }
    }

    @Test func anAnswerIsGivenAgainUntilSomethingIsWritten() async throws {
        let store = try await open()
        let other = try await open()
        let kept = KeptAnswers(store) { noon }
        for (writer, count) in [(store, 1), (other, 2), (store, 3)] {
            try await ask(kept, "/a?limit=1")
            try await ask(kept, "/a?limit=1")
            #expect(made.withLock { $0 } == count)
            _ = try await writer.add(Draft(id: EntryID(at: noon.time), note: "new"), now: noon)
        }
        try await other.close()
        try await store.close()
    }

    @Test func anotherQuestionHasAnotherAnswer() async throws {
        let store = try await open()
        let day = Mutex(noon)
        let kept = KeptAnswers(store) { day.withLock { $0 } }
        try await ask(kept, "/a?limit=1")
        try await ask(kept, "/a?limit=2")
        try await PageFrame.$current.withValue(PageFrame(root: "/journal/")) { try await ask(kept, "/a?limit=1") }
        day.withLock { $0 = Moment(Timestamp(milliseconds: $0.time.milliseconds + 86_400_000), in: .utc) }
        try await ask(kept, "/a?limit=1")
        #expect(made.withLock { $0 } == 4)
        try await store.close()
    }

    @Test func noMoreIsKeptThanHasRoom() async throws {
        let store = try await open()
        let kept = KeptAnswers(store) { noon }
        try await ask(kept, "/huge", bytes: 7 << 20)
        try await ask(kept, "/huge", bytes: 7 << 20)
        #expect(made.withLock { $0 } == 2)
        try await ask(kept, "/first", bytes: 4 << 20)
        try await ask(kept, "/second", bytes: 4 << 20)
        try await ask(kept, "/second", bytes: 4 << 20)
        #expect(made.withLock { $0 } == 4)
        try await ask(kept, "/first", bytes: 4 << 20)
        #expect(made.withLock { $0 } == 5)
        try await store.close()
    }
}
