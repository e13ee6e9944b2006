import Foundation
import HTTPTypes
import Journal
import NIOCore
import Storage
import Synchronization
import Testing

@testable import JournalHTTP

@Suite struct RepeatedRequestsTests {
    /// What is asked again and again.
    private final class Present: Sendable {
        let basis = Mutex(
            AnswerBasis(access: FileVersion("/no/such/file"), commits: 1, day: LocalDay(daysSince1970: 20_000)))
    }

    private let present = Present()
    private let request = HTTPRequest(
        method: .get, scheme: "http", authority: "127.0.0.1", path: "/", headerFields: [.accept: "*/*"])
    private let answer = HTTPResponse(status: .ok, headerFields: [.contentLength: "5"])
    private let body = ByteBuffer(string: "hello")
    private let repeated: RepeatedRequests

    init() {
        repeated = RepeatedRequests { [present] in present.basis.withLock { $0 } }
    }

    private func question(
        _ text: String = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", of user: UInt32? = 1000,
        from peer: String = "127.0.0.1", to ours: String = "127.0.0.1"
    ) -> RepeatedRequests.Question {
        var ends = ConnectionEnds()
        (ends.peer, ends.ours, ends.user) = (IPAddress(peer), IPAddress(ours), user)
        return RepeatedRequests.Question(bytes: ByteBuffer(string: text), ends: ends)
    }

    private func keep(_ question: RepeatedRequests.Question, _ request: HTTPRequest? = nil, body: ByteBuffer? = nil) {
        repeated.keep(
            answer, body ?? self.body, to: question, request ?? self.request,
            restingOn: present.basis.withLock { $0 })
    }

    private func isAnswered(_ question: RepeatedRequests.Question) -> Bool {
        repeated.answer(to: question) != nil
    }

    @Test func whatIsTheSameInAllIsAnsweredAgain() throws {
        #expect(!isAnswered(question()))
        keep(question())
        for _ in 0..<2 {
            let kept = try #require(repeated.answer(to: question()))
            #expect(String(buffer: kept.head) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" && kept.body == body)
        }
    }

    @Test func whateverIsDifferentIsNot() {
        keep(question())
        #expect(!isAnswered(question("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nVia: 1.1 front\r\n\r\n")))
        #expect(!isAnswered(question("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n")))
        #expect(!isAnswered(question("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nG")))
        #expect(!isAnswered(question(of: 1001)))
        #expect(!isAnswered(question(of: nil)))
        #expect(!isAnswered(question(from: "127.0.0.2")))
        #expect(!isAnswered(question(to: "127.0.0.2")))
        #expect(isAnswered(question()))
    }

    @Test func whatItRestedOnIsGone() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("{}".utf8).write(to: file)
        let before = present.basis.withLock { $0 }
        for change: (inout AnswerBasis) -> Void in [
            { $0.commits = 2 }, { $0.day = LocalDay(daysSince1970: 20_001) }, { $0.access = FileVersion(file.path) },
        ] {
            keep(question())
            #expect(isAnswered(question()))
            present.basis.withLock { change(&$0) }
            #expect(!isAnswered(question()))
            // Nothing of it is left.
            present.basis.withLock { $0 = before }
            #expect(!isAnswered(question()))
        }
    }

    @Test(arguments: [
        HTTPField(name: .authorization, value: "Bearer jrnl_x"), HTTPField(name: .cookie, value: "a=b"),
        HTTPField(name: .contentLength, value: "0"), HTTPField(name: .transferEncoding, value: "chunked"),
        HTTPField(name: .expect, value: "100-continue"), HTTPField(name: .upgrade, value: "h2c"),
        HTTPField(name: .connection, value: "close"), HTTPField(name: .connection, value: "keep-alive, close"),
    ])
    func secretsAndWhatConcernsTheConnectionAreForTheRouter(_ field: HTTPField) {
        var head = request
        head.headerFields.append(field)
        keep(question(), head)
        #expect(!isAnswered(question()))
    }

    @Test func onlyWhatReadsIsKept() {
        for method in [HTTPRequest.Method.head, .post, .options] {
            var head = request
            head.method = method
            keep(question(), head)
            #expect(!isAnswered(question()))
        }
        var head = request
        head.headerFields[.connection] = "Keep-Alive"
        keep(question(), head)
        #expect(isAnswered(question()))
    }

    @Test func noMoreIsKeptThanHasRoom() {
        keep(question(), body: ByteBuffer(repeating: 0, count: 65_537))
        #expect(!isAnswered(question()))
        for number in 0..<200 { keep(question("GET /\(number)"), body: ByteBuffer(repeating: 0, count: 65_536)) }
        // 6 MiB have room for 94 of 65 KiB; when they are full they are thrown away.
        #expect((0..<200).filter { isAnswered(question("GET /\($0)")) } == Array(188..<200))
    }
}
