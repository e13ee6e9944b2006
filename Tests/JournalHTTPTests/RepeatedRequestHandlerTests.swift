import Foundation
import HTTPTypes
import Journal
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Storage
import Testing

@testable import JournalHTTP

/// A connection of which the test is the router, with one question whose answer is kept.
@Suite struct RepeatedRequestHandlerTests {
    private let channel: EmbeddedChannel
    private let connections = Connections()
    private let repeated: RepeatedRequests
    private let round = AnswerRound()
    private let known = "GET /known HTTP/1.1\r\nHost: a\r\n\r\n"
    private let other = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n"

    init() throws {
        let basis = AnswerBasis(access: FileVersion("/none"), commits: 1, day: LocalDay(daysSince1970: 0))
        repeated = RepeatedRequests { basis }
        channel = try Self.connection(
            EmbeddedEventLoop(), RepeatedRequestHandler(repeated, connections, round), connections)
        let question = RepeatedRequests.Question(
            bytes: ByteBuffer(string: known), ends: connections.ends(of: channel))
        repeated.keep(
            HTTPResponse(status: .ok, headerFields: [.contentLength: "5"]), ByteBuffer(string: "hello"), to: question,
            HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/known"), restingOn: basis)
    }

    private static func connection(
        _ loop: EmbeddedEventLoop, _ handler: RepeatedRequestHandler, _ connections: Connections
    ) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: nil, loop: loop)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(handler)
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        let folder = JournalFolder(NSTemporaryDirectory() + "no-journal-\(UUID())")
        try pipeline.addHandler(ConnectionGuard(connections, AccessFile(folder), ServerOptions()))
        channel.remoteAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 4711)
        channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        channel.pipeline.fireChannelActive()
        return channel
    }

    private func send(_ text: String) throws {
        try read(text)
        channel.embeddedEventLoop.run()
    }

    /// Has something be read, as one of all that is read in a round.
    private func read(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// The paths of the requests that came to the router since it was last asked, and the bodies.
    private func heard() throws -> [String] {
        var heard: [String] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            switch part {
            case .head(let head): heard.append(head.path ?? "")
            case .body(let bytes): heard.append(String(buffer: bytes))
            case .end: break
            }
        }
        return heard
    }

    private func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .noContent)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.run()
    }

    private func sent() throws -> String {
        var sent = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { sent += String(buffer: bytes) }
        return sent
    }

    private func expectAnswer(_ comment: Comment? = nil) throws {
        let day = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"
        let pattern = try Regex("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: \(day)\r\n\r\nhello")
        #expect(try sent().wholeMatch(of: pattern) != nil, comment)
        #expect(try heard() == [], comment)
    }

    @Test func aKnownQuestionIsAnsweredAndTheRouterHearsNothing() throws {
        for _ in 0..<3 {
            try send(known)
            try expectAnswer()
        }
    }

    @Test func whatIsNotKnownIsHandedOnAndMayBeKept() throws {
        try send(other)
        #expect(try heard() == ["/other"])
        #expect(connections.question(on: channel)?.bytes == ByteBuffer(string: other))
        try answer()
        _ = try sent()
        try send(known)
        try expectAnswer()
    }

    @Test func beforeTheAnswerToOneNoOtherIsAnswered() throws {
        try send(other)
        try send(known)
        #expect(try heard() == ["/other"])
        #expect(try sent() == "")
        #expect(connections.question(on: channel) == nil)
        try answer()
        #expect(try heard() == ["/known"])
    }

    /// What comes at first, and what the router hears when the known question comes after it.
    @Test(arguments: [
        // Two at once; the rest of a head; a body.
        ["GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n"],
        ["GET /one HTTP/1.1\r\nHost: a\r\nX: ", "1\r\n\r\n"],
        ["POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", "ab"],
        ["GET /one HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", "ab"],
        ["POST /one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n"],
    ])
    func whereARequestBeginsMustBeKnown(_ pieces: [String]) throws {
        for piece in pieces { try send(piece) }
        while try !heard().isEmpty { try answer() }
        _ = try sent()
        #expect(connections.question(on: channel) == nil)
        try send(known)
        #expect(try heard() == ["/known"])
        #expect(try sent() == "")
    }

    @Test(arguments: [
        "POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 32\r\n\r\n", "GET /one HTTP/1.1\r\nHost: a\r\nX: ",
    ])
    func aKnownQuestionWithinAnotherIsNone(_ beginning: String) throws {
        try send(beginning)
        try send(known)
        #expect(try sent() == "")
        #expect(try heard().contains("/known") == false)
    }

    @Test func whoeverDoesNotReadIsLeftToTheRouter() throws {
        channel.isWritable = false
        try send(known)
        #expect(try heard() == ["/known"])
        #expect(try sent() == "")
    }

    @Test func whoeverAskedLastInARoundIsAnsweredFirst() throws {
        var answered: [Int] = []
        let channels = try (1...3).map { number in
            let other = try Self.connection(
                channel.embeddedEventLoop, RepeatedRequestHandler(repeated, connections, round), connections)
            try other.pipeline.syncOperations.addHandler(FlushHandler { answered.append(number) }, position: .first)
            return other
        }
        for order in [[1, 2, 3], [2, 1]] {
            answered = []
            for number in order { try channels[number - 1].writeInbound(ByteBuffer(string: known)) }
            #expect(answered == [])
            channel.embeddedEventLoop.run()
            #expect(answered == order.reversed())
        }
    }

    @Test func whatIsReadTwiceInARoundIsAnsweredTwice() throws {
        try read(known)
        try read(known)
        try expectAnswer()
        channel.embeddedEventLoop.run()
        try expectAnswer()
        try read(known)
        try read(other)
        #expect(try heard() == ["/other"])
        #expect(try sent().hasSuffix("hello"))
    }

    @Test func whoeverEndsTheirHalfIsAnsweredBeforeAnybodyHears() throws {
        try read(known)
        #expect(try sent() == "")
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        try expectAnswer()
        channel.embeddedEventLoop.run()
        #expect(try sent() == "")
    }

    @Test func aConnectionThatAsksIsNotIdle() throws {
        for _ in 0..<3 {
            try send(known)
            try expectAnswer()
            channel.embeddedEventLoop.advanceTime(by: .seconds(70))
        }
        #expect(!channel.isClosed)
        channel.embeddedEventLoop.advanceTime(by: .seconds(6))
        #expect(channel.isClosed)
    }
}

/// Tells of every flush.
private final class FlushHandler: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let tell: () -> Void

    init(_ tell: @escaping () -> Void) {
        self.tell = tell
    }

    func flush(context: ChannelHandlerContext) {
        tell()
        context.flush()
    }
}
