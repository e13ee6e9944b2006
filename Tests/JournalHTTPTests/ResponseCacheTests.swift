import Foundation
import Hummingbird
import Journal
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing

@testable import JournalHTTP

@Suite final class ResponseCacheTests {
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

    private func ask(
        _ cache: ResponseCache, _ path: String, in context: RenderContext = RenderContext(Catalogue()), bytes: Int = 10
    ) async throws {
        _ = try await cache.response(at: path, in: context) {
            made.withLock { $0 += 1 }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0, count: bytes)))
        }
    }

    @Test func anAnswerIsGivenAgainUntilSomethingIsWritten() async throws {
        let store = try await open()
        let other = try await open()
        let cache = ResponseCache(store) { noon }
        for (writer, count) in [(store, 1), (other, 2), (store, 3)] {
            try await ask(cache, "/a?limit=1")
            try await ask(cache, "/a?limit=1")
            #expect(made.withLock { $0 } == count)
            _ = try await writer.add(Draft(id: EntryID(at: noon.time), note: "new"), now: noon)
        }
        try await other.close()
        try await store.close()
    }

    @Test func anotherQuestionHasAnotherAnswer() async throws {
        let store = try await open()
        let day = Mutex(noon)
        let cache = ResponseCache(store) { day.withLock { $0 } }
        try await ask(cache, "/a?limit=1")
        try await ask(cache, "/a?limit=2")
        try await ask(cache, "/a?limit=1", in: RenderContext(Catalogue(), root: "/journal/"))
        var other = Strings()
        other.language = "x"
        try await ask(cache, "/a?limit=1", in: RenderContext(Catalogue(other)))
        var signedIn = RenderContext(Catalogue())
        signedIn.canSignOut = true
        try await ask(cache, "/a?limit=1", in: signedIn)
        day.withLock { $0 = Moment(Timestamp(milliseconds: $0.time.milliseconds + 86_400_000), in: .utc) }
        try await ask(cache, "/a?limit=1")
        #expect(made.withLock { $0 } == 6)
        try await store.close()
    }

    @Test func aDayEndsWhenTheDiarySaysSo() async throws {
        let store = try await open()
        try await store.set(.dayEnd, to: "03:00", now: noon.time)
        let now = Mutex(try #require(Moment(iso8601: "2026-11-27T23:00:00Z")))
        let cache = ResponseCache(store) { now.withLock { $0 } }
        for (time, count) in [("27T23:00", 1), ("28T02:59", 1), ("28T03:00", 2), ("28T23:00", 2)] {
            let moment = try #require(Moment(iso8601: "2026-11-\(time):00Z"))
            now.withLock { $0 = moment }
            try await ask(cache, "/a")
            #expect(made.withLock { $0 } == count, "\(time)")
        }
        try await store.close()
    }

    @Test func noMoreIsKeptThanHasRoom() async throws {
        let store = try await open()
        let cache = ResponseCache(store) { noon }
        try await ask(cache, "/huge", bytes: 7 << 20)
        try await ask(cache, "/huge", bytes: 7 << 20)
        #expect(made.withLock { $0 } == 2)
        try await ask(cache, "/first", bytes: 4 << 20)
        try await ask(cache, "/second", bytes: 4 << 20)
        try await ask(cache, "/second", bytes: 4 << 20)
        #expect(made.withLock { $0 } == 4)
        try await ask(cache, "/first", bytes: 4 << 20)
        #expect(made.withLock { $0 } == 5)
        try await store.close()
    }
}
