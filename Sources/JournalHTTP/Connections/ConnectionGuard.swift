import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Watches one connection: drops it if it is a stranger's or sends or reads too slowly, and ends it if its request was
/// refused before being read completely.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The time limits of a connection.
    struct Timeouts {
        /// For the head of the first request, including TLS.
        var head = TimeAmount.seconds(20)
        /// For the next request; browsers and proxies keep connections open for it.
        var next = TimeAmount.seconds(75)
        /// In this time, a body must bring ``leastBytes``, and a response must make progress.
        var step = TimeAmount.seconds(30)
        /// 0.3 kB/s: even a phone with a poor signal is faster.
        var leastBytes = 10_000
        /// For a whole body, however slowly it arrives.
        var body = TimeAmount.minutes(15)
        /// For the rest of an unwanted body, so that the response is read before the connection closes.
        var farewell = TimeAmount.seconds(2)
    }

    /// Anything larger is not a photo; see ``photoLimit``.
    private static let mostBytes = photoLimit + 8 << 20

    private enum Phase {
        case waiting, reading, responding, leaving
    }

    private let connections: Connections
    private let access: AccessFile
    private let options: ServerOptions
    private let timeouts: Timeouts
    private var phase = Phase.waiting
    /// When the connection's current activity times out; never, while it is waiting for us.
    private var deadline = NIODeadline.distantFuture
    /// The timer that checks the deadline. There is only one, and it stays when the deadline moves, so that not every
    /// request needs its own.
    private var timer: (at: NIODeadline, Scheduled<Void>)?
    private var stall: Scheduled<Void>?
    private var isReadWanted = false
    private var isResponseDone = false
    /// The parts of later requests that arrived before the response to this one was complete. They are passed on only
    /// afterwards, because nothing may follow a refusal that ends the connection.
    private var early: [HTTPRequestPart] = []
    private var isReadHeld = false
    private var closesAfterResponse = false
    private var bytes = 0
    private var bytesAtLastStep = 0
    private var bodyBegan = NIODeadline.now()

    init(_ connections: Connections, _ access: AccessFile, _ options: ServerOptions, timeouts: Timeouts = Timeouts()) {
        self.connections = connections
        self.access = access
        self.options = options
        self.timeouts = timeouts
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
            try? pipeline.addHandler(RequestHeads(), position: .before(codec))
        }
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline = .distantFuture
        timer?.1.cancel()
        stall?.cancel()
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        let ends = ConnectionEndpoints(from: context.remoteAddress, to: context.localAddress)
        guard isWelcome(ends), connections.add(context.channel, ends) else {
            context.close(promise: nil)
            return
        }
        setDeadline(in: timeouts.head, context)
    }

    /// Whether a connection may send requests at all. Over a network without TLS, only our proxies may; and while there
    /// is no way to authenticate, only this machine's own user may. If the kernel does not say whose a connection is,
    /// its request is read, so that it can be refused with an explanation.
    private func isWelcome(_ ends: ConnectionEndpoints) -> Bool {
        guard let peer = ends.peer else { return false }
        let isProxy = options.trustedProxies.contains { $0.contains(peer) }
        if !peer.isLoopback, !isProxy, options.certificate == nil, !options.allowsPlainHTTP { return false }
        if ends.user == getuid() || ends.user == nil && peer.isLoopback { return true }
        guard let access = try? access.record() else { return false }
        return !access.isOpen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .leaving else {
            drop(unwrapInboundIn(data), context)
            return
        }
        let part = unwrapInboundIn(data)
        if phase == .responding || !early.isEmpty {
            early.append(part)
        } else {
            take(part, context)
        }
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head): beginRequest(head, context)
        case .body(let piece):
            bytes += piece.readableBytes
            if bytes > Self.mostBytes {
                context.close(promise: nil)
                return
            }
        case .end:
            phase = .responding
            connections.setIdle(context.channel, false)
            deadline = .distantFuture
            if isResponseDone { wait(context) }
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    /// Passes on as much of the next request as has arrived.
    private func takeEarly(_ context: ChannelHandlerContext) {
        var parts = early[...]
        early = []
        while phase != .responding, phase != .leaving, let part = parts.popFirst() { take(part, context) }
        if phase != .leaving { early = Array(parts) }
        context.fireChannelReadComplete()
        if early.isEmpty, isReadHeld {
            isReadHeld = false
            context.read()
        }
    }

    private func drop(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        guard case .body(let part) = part else { return }
        bytes += part.readableBytes
        if bytes > 2 * Self.mostBytes { context.close(promise: nil) }
    }

    private func beginRequest(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        phase = .reading
        isResponseDone = false
        closesAfterResponse = false
        bytes = 0
        bytesAtLastStep = 0
        bodyBegan = context.eventLoop.now
        // Until all of it has arrived, or the sender has authenticated.
        connections.setIdle(context.channel, true)
        setDeadline(in: timeouts.step, context)
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        if head.headerFields[.expect]?.lowercased() == "100-continue", length <= Self.mostBytes {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
    }

    func read(context: ChannelHandlerContext) {
        isReadWanted = true
        // Enough has arrived for now.
        guard early.isEmpty else {
            isReadHeld = true
            return
        }
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadWanted = false
        context.fireChannelReadComplete()
    }

    private func setDeadline(in time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline = context.eventLoop.now + time
        if let timer {
            guard deadline < timer.at else { return }
            timer.1.cancel()
        }
        setTimer(context)
    }

    private func setTimer(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = (
            deadline, context.eventLoop.scheduleTask(deadline: deadline) { bound.value.0.look(bound.value.1) }
        )
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        if deadline > context.eventLoop.now {
            if deadline != .distantFuture { setTimer(context) }
        } else if phase == .reading, isBodyMovingOn(context) {
            bytesAtLastStep = bytes
            setDeadline(in: timeouts.step, context)
        } else {
            context.close(promise: nil)
        }
    }

    /// Whether a body that we are waiting for has brought enough bytes since the last check. While we process what has
    /// arrived, the sender is waiting for us.
    private func isBodyMovingOn(_ context: ChannelHandlerContext) -> Bool {
        let brought = bytes - bytesAtLastStep
        return !(isReadWanted && brought < timeouts.leastBytes) && context.eventLoop.now - bodyBegan <= timeouts.body
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.connection]?.lowercased() == "close" { closesAfterResponse = true }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            if closesAfterResponse {
                sayFarewell(context, data, promise)
            } else {
                context.write(data, promise: promise)
                // A response may be complete before its request; the rest of that is still arriving.
                isResponseDone = true
                if phase == .responding { wait(context) }
            }
        }
    }

    /// Closes our half of the connection and for a while discards what still arrives: closing a connection with unread
    /// bytes resets it, which loses the response.
    private func sayFarewell(_ context: ChannelHandlerContext, _ end: NIOAny, _ promise: EventLoopPromise<Void>?) {
        let isRead = phase != .reading
        phase = .leaving
        early = []
        context.writeAndFlush(end, promise: promise)
        if isRead {
            context.close(promise: nil)
            return
        }
        context.close(mode: .output, promise: nil)
        setDeadline(in: timeouts.farewell, context)
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            stall = context.eventLoop.scheduleTask(in: timeouts.step) { bound.value.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func wait(_ context: ChannelHandlerContext) {
        phase = .waiting
        connections.setIdle(context.channel, true)
        setDeadline(in: timeouts.next, context)
        guard !early.isEmpty else { return }
        // After the response is written: reads must not be triggered during a write.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute { bound.value.0.takeEarly(bound.value.1) }
    }
}
