import Foundation
import HTTPTypes
import Journal
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
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
    private let plain = HTTPRequest(
        method: .get, scheme: "http", authority: "127.0.0.1", path: "/api/v1/entries", headerFields: [.accept: "*/*"])
    private let ends = ends(of: 1000)
    private let answer = RepeatedRequests.Answer(
        head: HTTPResponse(status: .ok, headerFields: [.contentLength: "5"]), body: ByteBuffer(string: "hello"))
    private let repeated: RepeatedRequests

    init() {
        repeated = RepeatedRequests { [present] in present.basis.withLock { $0 } }
    }

    private static func ends(of user: UInt32, at address: String = "127.0.0.1") -> ConnectionEnds {
        var ends = ConnectionEnds()
        ends.peer = IPAddress("127.0.0.1")
        ends.ours = IPAddress(address)
        ends.user = user
        return ends
    }

    private func keep(_ head: HTTPRequest? = nil, _ body: ByteBuffer? = nil) {
        var answer = answer
        if let body { answer.body = body }
        repeated.keep(answer, to: head ?? plain, over: ends, restingOn: present.basis.withLock { $0 })
    }

    private func isAnswered(_ head: HTTPRequest? = nil, over other: ConnectionEnds? = nil) -> Bool {
        repeated.answer(to: head ?? plain, over: other ?? ends) != nil
    }

    private func changed(_ change: (inout HTTPRequest) -> Void) -> HTTPRequest {
        var head = plain
        change(&head)
        return head
    }

    @Test func whatIsTheSameInAllIsAnsweredAgain() {
        #expect(!isAnswered())
        keep()
        #expect(repeated.answer(to: plain, over: ends)?.body == answer.body)
        #expect(isAnswered())
    }

    @Test func whateverIsDifferentIsNot() {
        keep()
        let others = [
            changed { $0.method = .head }, changed { $0.path = "/api/v1/entries?limit=1" },
            changed { $0.authority = "evil.example" }, changed { $0.scheme = "https" },
            changed { $0.headerFields[.accept] = "text/html" }, changed { $0.headerFields[.accept] = nil },
            changed { $0.headerFields.append(HTTPField(name: .accept, value: "*/*")) },
            changed { $0.headerFields[HTTPField.Name(known: "sec-fetch-site")] = "cross-site" },
            changed { $0.headerFields[HTTPField.Name(known: "x-forwarded-for")] = "192.0.2.1" },
            changed { $0.headerFields[.range] = "bytes=0-1" }, changed { $0.headerFields[.origin] = "null" },
        ]
        for other in others { #expect(!isAnswered(other), "\(other)") }
        #expect(!isAnswered(over: Self.ends(of: 1001)))
        #expect(!isAnswered(over: Self.ends(of: 1000, at: "127.0.0.2")))
        #expect(!isAnswered(over: ConnectionEnds()))
        #expect(isAnswered())
    }

    @Test func whatItRestedOnIsGone() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("{}".utf8).write(to: file)
        let before = present.basis.withLock { $0 }
        for change: (inout AnswerBasis) -> Void in [
            { $0.commits = 2 }, { $0.day = LocalDay(daysSince1970: 20_001) }, { $0.access = FileVersion(file.path) },
        ] {
            keep()
            #expect(isAnswered())
            present.basis.withLock { change(&$0) }
            #expect(!isAnswered())
            // Nothing of it is left.
            present.basis.withLock { $0 = before }
            #expect(!isAnswered())
        }
    }

    @Test(arguments: [
        HTTPField(name: .authorization, value: "Bearer jrnl_x"), HTTPField(name: .cookie, value: "a=b"),
        HTTPField(name: .contentLength, value: "0"), HTTPField(name: .transferEncoding, value: "chunked"),
        HTTPField(name: .expect, value: "100-continue"), HTTPField(name: .upgrade, value: "h2c"),
        HTTPField(name: .connection, value: "close"), HTTPField(name: .connection, value: "keep-alive, close"),
    ])
    func secretsAndWhatConcernsTheConnectionAreForTheRouter(_ field: HTTPField) {
        let head = changed { $0.headerFields.append(field) }
        keep(head)
        #expect(!isAnswered(head))
        let post = changed { $0.method = .post }
        keep(post)
        #expect(!isAnswered(post))
    }

    @Test func aConnectionThatIsToStayMaySaySo() {
        let head = changed { $0.headerFields[.connection] = "Keep-Alive" }
        keep(head)
        #expect(isAnswered(head))
    }

    @Test func noMoreIsKeptThanHasRoom() {
        keep(nil, ByteBuffer(repeating: 0, count: 65_537))
        #expect(!isAnswered())
        for number in 0..<200 {
            keep(changed { $0.path = "/\(number)" }, ByteBuffer(repeating: 0, count: 65_536))
        }
        let kept = (0..<200).filter { number in isAnswered(changed { $0.path = "/\(number)" }) }
        // 6 MiB have room for 94 of 65 KiB; when they are full they are thrown away.
        #expect(kept == Array(188..<200))
    }

    /// A connection that asks the router whatever is not kept.
    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let connections = Connections()
        #expect(connections.add(channel, ends))
        try channel.pipeline.syncOperations.addHandler(RepeatedRequestHandler(repeated, connections))
        return channel
    }

    @Test func aKeptAnswerIsSentWithTodaysDateAndTheRouterHearsNothing() throws {
        keep()
        let channel = try connection()
        for _ in 0..<2 {
            try channel.writeInbound(HTTPRequestPart.head(plain))
            try channel.writeInbound(HTTPRequestPart.end(nil))
            guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self),
                case .body(let body) = try channel.readOutbound(as: HTTPResponsePart.self),
                case .end = try channel.readOutbound(as: HTTPResponsePart.self)
            else { return #expect(Bool(false), "no whole answer") }
            #expect(head.status == .ok && head.headerFields[.contentLength] == "5" && body == answer.body)
            let date = try #require(head.headerFields[.date])
            #expect(date.wholeMatch(of: /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] \d{4} [\d:]{8} GMT/) != nil)
        }
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        #expect(try channel.finish().isClean)
    }

    @Test func everythingElseIsHandedOn() throws {
        let channel = try connection()
        let parts: [HTTPRequestPart] = [.head(plain), .body(ByteBuffer(string: "x")), .end(nil)]
        for part in parts { try channel.writeInbound(part) }
        for part in parts { #expect(try channel.readInbound() == part) }
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
    }

    @Test func whoeverDoesNotReadIsLeftToTheRouter() throws {
        keep()
        let channel = try connection()
        channel.isWritable = false
        try channel.writeInbound(HTTPRequestPart.head(plain))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        #expect(try channel.readInbound() == HTTPRequestPart.head(plain))
        #expect(try channel.readInbound() == HTTPRequestPart.end(nil))
    }
}
