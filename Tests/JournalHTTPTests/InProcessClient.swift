import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import JournalHTTP

/// Sends requests to a server as if from its own machine and account, without a network.
final class InProcessClient {
    private let responder: any HTTPResponder<AppRequestContext>
    private let channel = EmbeddedChannel()

    init(_ server: JournalServer) throws {
        responder = buildRouter(server).buildResponder()
        let loopback = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        var ends = ConnectionEndpoints(from: loopback, to: loopback)
        ends.user = getuid()
        _ = server.connections.add(channel, ends)
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: Data = Data(), _ fields: HTTPFields = [:]
    ) async throws -> (response: Response, body: Data) {
        var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path, headerFields: fields)
        if !body.isEmpty { head.headerFields[.contentLength] = String(body.count) }
        let context = AppRequestContext(
            source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await responder.respond(to: request, context: context)
        let collector = Collector()
        try await response.body.write(collector)
        return (response, Data(collector.bytes.readableBytesView))
    }

    private final class Collector: ResponseBodyWriter {
        var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) { bytes.writeImmutableBuffer(buffer) }
        func finish(_ trailingHeaders: HTTPFields?) {}
    }
}
