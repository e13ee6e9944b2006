import NIOCore
import NIOHTTP1

/// Refuses request heads that name two hosts, and ends a connection after the answer where HTTP/1 says so (RFC 9112, 3.2 and
/// 9.3).
///
/// The types that everything above this reads have neither the version nor a second `Host`, so this comes before them.
final class RequestHeads: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Unanswered {
        /// Whether it is one of HTTP/1.0, which knows no answer in chunks.
        var isOld: Bool
        var isLast: Bool
    }

    /// The requests whose answers are not complete, oldest first.
    private var unanswered: [Unanswered] = []
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard namesOneHost(head) else {
            isRefused = true
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        let words = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        let isOld = head.version == .http1_0
        let isLast = isOld || words.contains("close")
        if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
        unanswered.append(Unanswered(isOld: isOld, isLast: isLast))
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if let request = unanswered.first {
                if request.isOld { head.version = .http1_0 }
                let isAnswer = head.status.code >= 200
                if isAnswer, request.isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            context.write(data, promise: promise)
        }
    }

    /// Whether there is one `Host` at most, and a target in absolute form (`GET http://journal.example/`) names the same.
    private func namesOneHost(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["host"]
        guard hosts.count <= 1 else { return false }
        guard let match = head.uri.prefixMatch(of: /(?i:https?):\/\/([^\/?#]*)/) else { return true }
        return match.1.lowercased() == hosts.first?.lowercased()
    }
}
