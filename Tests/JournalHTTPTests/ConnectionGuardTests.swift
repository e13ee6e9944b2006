import Foundation
import HTTPTypes
import Journal
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Storage
import Testing

@testable import JournalHTTP

/// A connection whose clock the test controls.
@Suite struct ConnectionGuardTests {
    private let channel = EmbeddedChannel()
    private let connections: Connections
    private let response = HTTPResponsePart.head(HTTPResponse(status: .ok))

    init() throws {
        connections = Connections(most: 2)
        try open(channel)
    }

    private func open(_ channel: EmbeddedChannel) throws {
        var options = ServerOptions()
        options.allowsPlainHTTP = true
        let folder = JournalFolder(NSTemporaryDirectory() + "no-journal-\(UUID())")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        // There is a way to sign in, so strangers may send requests.
        var record = AccessRecord()
        _ = record.addToken(named: "test", now: .init(milliseconds: 0))
        try JSONEncoder().encode(record).write(to: URL(filePath: folder.accessFile))
        let access = AccessFile(folder)
        try channel.pipeline.syncOperations.addHandler(ConnectionGuard(connections, access, options))
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.7", port: 4711)
        channel.localAddress = try SocketAddress(ipAddress: "192.0.2.1", port: 443)
        channel.pipeline.fireChannelActive()
    }

    private func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/", headerFields: fields))
    }

    private func receive(_ parts: HTTPRequestPart...) throws {
        channel.pipeline.read()
        for part in parts { channel.pipeline.fireChannelRead(part) }
        channel.pipeline.fireChannelReadComplete()
        channel.pipeline.read()
    }

    private func pass(_ seconds: Int64) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    private var isClosed: Bool { channel.isClosed }

    @Test func whoeverSaysNothingIsLetGo() {
        pass(19)
        #expect(!isClosed)
        pass(2)
        #expect(isClosed)
    }

    @Test func aBodyThatTricklesIsLetGo() throws {
        try receive(head())
        for _ in 0..<3 {
            pass(15)
            try receive(.body(ByteBuffer(repeating: 0, count: 11_000)))
        }
        #expect(!isClosed)
        pass(61)
        #expect(isClosed)
    }

    @Test func aBodyThatNeverEndsIsLetGo() throws {
        try receive(head())
        for _ in 0..<31 where !isClosed {
            pass(29)
            try receive(.body(ByteBuffer(repeating: 0, count: 11_000)))
        }
        #expect(!isClosed)
        pass(29)
        try receive(.body(ByteBuffer(repeating: 0, count: 11_000)))
        pass(30)
        #expect(isClosed)
    }

    @Test func aBodyLargerThanAnyPhotoIsLetGo() throws {
        try receive(head())
        for _ in 0..<68 { try receive(.body(ByteBuffer(repeating: 0, count: 1 << 20))) }
        #expect(!isClosed)
        try receive(.body(ByteBuffer(repeating: 0, count: 1)))
        #expect(isClosed)
    }

    @Test func aConnectionIsKeptForTheNextRequestForAWhile() throws {
        try receive(head(), .end(nil))
        pass(1000)
        #expect(!isClosed)
        try channel.writeOutbound(response)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        pass(74)
        #expect(!isClosed)
        try receive(head(), .end(nil))
        try channel.writeOutbound(response)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        pass(76)
        #expect(isClosed)
    }

    @Test func anAnswerBeforeTheEndOfARequestDoesNotEndTheWatch() throws {
        try receive(head())
        try channel.writeOutbound(response)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try receive(.end(nil))
        pass(74)
        #expect(!isClosed)
        pass(2)
        #expect(isClosed)
    }

    @Test func whatFollowsARefusalIsDropped() throws {
        try receive(head())
        try channel.writeOutbound(
            HTTPResponsePart.head(HTTPResponse(status: .contentTooLarge, headerFields: [.connection: "close"])))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        while try channel.readInbound(as: HTTPRequestPart.self) != nil {}
        try receive(.body(ByteBuffer(repeating: 0, count: 1)))
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        pass(3)
        #expect(isClosed)
    }

    /// The heads of requests that were passed on.
    private func heads() throws -> Int {
        var count = 0
        while let part = try channel.readInbound(as: HTTPRequestPart.self) { if case .head = part { count += 1 } }
        return count
    }

    @Test func oneRequestIsAnsweredBeforeTheNextIsHandedOn() throws {
        try receive(head(), .end(nil), head(), .end(nil), head(), .body(ByteBuffer(repeating: 0, count: 1)))
        for _ in 0..<2 {
            #expect(try heads() == 1)
            try channel.writeOutbound(response)
            try channel.writeOutbound(HTTPResponsePart.end(nil))
            channel.embeddedEventLoop.run()
        }
        #expect(try heads() == 1)
        try receive(.end(nil), head())
        #expect(try heads() == 0)
    }

    @Test func nothingHappensAfterARefusalThatEndsTheConnection() throws {
        try receive(head(), .end(nil), head(), .end(nil))
        #expect(try heads() == 1)
        try channel.writeOutbound(
            HTTPResponsePart.head(HTTPResponse(status: .forbidden, headerFields: [.connection: "close"])))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.run()
        #expect(try heads() == 0 && isClosed)
    }

    @Test func whoeverWaitsForLeaveToSendGetsIt() throws {
        try receive(head([.expect: "100-continue", .contentLength: "1000"]))
        guard case .head(let interim)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("There is no answer.")
            return
        }
        #expect(interim.status == .continue)
    }

    @Test func whatIsIdleLongestMakesRoom() throws {
        let second = EmbeddedChannel()
        let third = EmbeddedChannel()
        try open(second)
        // A connection that has just sent a request has been idle for less time than one opened after it.
        connections.setIdle(channel, true)
        try open(third)
        #expect(second.isClosed && !isClosed && !third.isClosed)
    }

    @Test func whatIsBusyMakesNoRoom() throws {
        let second = EmbeddedChannel()
        let third = EmbeddedChannel()
        try open(second)
        connections.setIdle(second, false)
        try open(third)
        #expect(isClosed)
        let closed = NIOLoopBoundBox(false, eventLoop: third.eventLoop)
        third.closeFuture.whenComplete { _ in closed.value = true }
        connections.setIdle(third, false)
        let fourth = EmbeddedChannel()
        let refused = NIOLoopBoundBox(false, eventLoop: fourth.eventLoop)
        fourth.closeFuture.whenComplete { _ in refused.value = true }
        try open(fourth)
        third.embeddedEventLoop.run()
        fourth.embeddedEventLoop.run()
        #expect(refused.value && !closed.value)
    }
}

extension EmbeddedChannel {
    /// Whether it has been closed by now.
    var isClosed: Bool {
        embeddedEventLoop.run()
        let closed = NIOLoopBoundBox(false, eventLoop: eventLoop)
        closeFuture.whenComplete { _ in closed.value = true }
        return closed.value
    }
}
