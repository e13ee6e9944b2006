import Foundation
import NIOCore

/// Answers on the connection's own thread what ``RepeatedRequests`` has an answer to, before anything of HTTP is read. All
/// else is handed on.
///
/// It must know where a request begins. So it answers only as long as everything that was read brought one whole request
/// each, and the one before was answered; once that was not so, the connection is left to the others for good.
final class RepeatedRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What ``ConnectionGuard`` is told when a request went past it.
    struct DidAnswer {}

    /// More than a browser sends.
    private static let longestRequest = 4 << 10

    private let repeated: RepeatedRequests
    private let connections: Connections
    private let round: AnswerRound
    /// What is to be answered in this round.
    private var due: (RepeatedRequests.Answer, ChannelHandlerContext)?
    private var isInStep = true
    private var known: (guardian: ConnectionGuard, ends: ConnectionEnds)?
    /// Whether anything was handed on since others were last told that reading is complete.
    private var hasHandedOn = false

    init(_ repeated: RepeatedRequests, _ connections: Connections, _ round: AnswerRound) {
        self.repeated = repeated
        self.connections = connections
        self.round = round
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        give()
        guard isInStep, let (guardian, ends) = know(context), guardian.isBetweenRequests else {
            return leaveToOthers(context, data)
        }
        let bytes = unwrapInboundIn(data)
        let isHead = isHead(bytes)
        // Whoever does not read what is sent has to be waited for.
        if isHead, context.channel.isWritable,
            let answer = repeated.answer(to: RepeatedRequests.Question(bytes: bytes, ends: ends))
        {
            due = (answer, context)
            round.add(self, on: context.eventLoop)
            return
        }
        let before = guardian.requests
        connections.note(nil, askedOn: context.channel)
        handOn(context, data)
        isInStep = isHead && guardian.requests == (before.begun + 1, before.ended + 1)
        // Only now is it known to be a question; what was answered meanwhile is not kept.
        if isInStep { connections.note(copy(bytes), askedOn: context.channel) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasHandedOn { context.fireChannelReadComplete() }
        hasHandedOn = false
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Whoever hears that no more will come may end the connection.
        give()
        context.fireUserInboundEventTriggered(event)
    }

    /// Sends the answer that is due, if one is.
    func give() {
        guard let (answer, context) = due else { return }
        due = nil
        send(answer, context)
        context.fireUserInboundEventTriggered(DidAnswer())
    }

    private func leaveToOthers(_ context: ChannelHandlerContext, _ data: NIOAny) {
        if isInStep {
            isInStep = false
            connections.note(nil, askedOn: context.channel)
        }
        handOn(context, data)
    }

    private func handOn(_ context: ChannelHandlerContext, _ data: NIOAny) {
        hasHandedOn = true
        context.fireChannelRead(data)
    }

    private func know(_ context: ChannelHandlerContext) -> (ConnectionGuard, ConnectionEnds)? {
        if known == nil, let guardian = try? context.pipeline.syncOperations.handler(type: ConnectionGuard.self) {
            known = (guardian, connections.ends(of: context.channel))
        }
        return known
    }

    /// Whether bytes end with a blank line, as a head does: if they bring no more than one request, nothing follows that.
    private func isHead(_ bytes: ByteBuffer) -> Bool {
        bytes.readableBytes <= Self.longestRequest && bytes.readableBytesView.suffix(4).elementsEqual("\r\n\r\n".utf8)
    }

    /// What is read into is used again.
    private func copy(_ bytes: ByteBuffer) -> ByteBuffer {
        ByteBuffer(bytes: bytes.readableBytesView)
    }

    private func send(_ answer: RepeatedRequests.Answer, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(answer.head), promise: nil)
        context.write(wrapOutboundOut(RepeatedRequestHandler.date.value), promise: nil)
        context.writeAndFlush(wrapOutboundOut(answer.body), promise: nil)
    }

    /// The end of a head.
    private static let date = OnceASecond { ByteBuffer(string: "Date: \(httpDate(time(nil)))\r\n\r\n") }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7), of seconds since 1970.
private func httpDate(_ seconds: time_t) -> String {
    var seconds = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return String(unsafeUninitializedCapacity: 40) { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
            // In the locale of C, in which this program stays.
            strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        }
    }
}
