import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers on the connection's own thread what ``RepeatedRequests`` has an answer to, and hands on everything else.
final class RepeatedRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private let repeated: RepeatedRequests
    private let connections: Connections
    /// Of the request whose end is still to come.
    private var answer: RepeatedRequests.Answer?
    private var date = (second: 0, text: "")

    init(_ repeated: RepeatedRequests, _ connections: Connections) {
        self.repeated = repeated
        self.connections = connections
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = answer(to: head, context.channel)
            if answer == nil { context.fireChannelRead(data) }
        case .end:
            guard let answer else { return context.fireChannelRead(data) }
            self.answer = nil
            send(answer, context)
        case .body:
            context.fireChannelRead(data)
        }
    }

    /// Who does not read what is sent is left to the router, which waits for them.
    private func answer(to head: HTTPRequest, _ channel: any Channel) -> RepeatedRequests.Answer? {
        channel.isWritable ? repeated.answer(to: head, over: connections.ends(of: channel)) : nil
    }

    private func send(_ answer: RepeatedRequests.Answer, _ context: ChannelHandlerContext) {
        var head = answer.head
        head.headerFields[.date] = currentDate()
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func currentDate() -> String {
        let now = time(nil)
        if now != date.second { date = (now, httpDate(now)) }
        return date.text
    }
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
