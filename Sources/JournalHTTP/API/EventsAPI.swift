import Foundation
import HTTPTypes
import Hummingbird
import Journal
import JSON
import NIOCore
import ServiceLifecycle
import Storage

/// `/api/v1/events`: reports every change to the journal as it happens (server-sent events, as in the HTML standard).
/// An event's ID is a position in the journal's history, so a client that reconnects receives what it missed.
struct EventsAPI {
    let server: JournalServer

    /// People do not need more listeners than this at once.
    private static let mostListeners = 256
    /// How often a keep-alive is sent, and the listener's authorisation checked again.
    private static let heartbeat = Duration.seconds(20)

    func add(to api: API) {
        api.on(.get, "events", type: "text/event-stream") { request, context in
            _ = try Query(request, single: [])
            guard server.changes.listenerCount < Self.mostListeners else {
                var problem = Problem(.serviceUnavailable, \.tooManyListeners)
                problem.headers[.retryAfter] = "60"
                throw problem
            }
            let earlier = request.headers[HTTPField.Name(known: "last-event-id")].flatMap { ChangePosition($0) }
            let (position, changes) = try await server.changes.listen(since: earlier)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/event-stream", .cacheControl: "private, no-store",
                    .connection: "close", HTTPField.Name(known: "x-accel-buffering"): "no",
                ],
                body: ResponseBody { writer in
                    let started = earlier ?? position
                    try await tell(changes, from: started, request, context.client, &writer)
                })
        }
    }

    private enum Message {
        case change(JournalChange)
        case heartbeat
    }

    private func tell(
        _ changes: AsyncStream<JournalChange>, from position: ChangePosition, _ request: Request,
        _ client: ClientContext,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\nid: \(position)\n\n"))
        let (messages, source) = AsyncStream<Message>.makeStream()
        let relay = Task {
            for await change in changes { source.yield(.change(change)) }
            source.finish()
        }
        let clock = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.heartbeat)
                source.yield(.heartbeat)
            }
        }
        // A client that leaves closes the connection, and nothing more arrives.
        let ear = Task {
            try? await request.body.consumeWithInboundCloseHandler { _ in
                try await Task.sleep(for: .seconds(86_400 * 365))
            } onInboundClosed: {
                source.finish()
            }
        }
        defer {
            relay.cancel()
            clock.cancel()
            ear.cancel()
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                for await message in messages {
                    guard server.mayStillListen(client) else { break }
                    switch message {
                    case .heartbeat: try await writer.write(ByteBuffer(string: ":\n\n"))
                    case .change(let change): try await writer.write(try Self.event(change))
                    }
                }
            } onGracefulShutdown: {
                source.finish()
            }
        } onCancel: {
            source.finish()
        }
        // Only one reader per connection.
        ear.cancel()
        await ear.value
        try await writer.finish(nil)
    }

    private static func event(_ change: JournalChange) throws -> ByteBuffer {
        let data = try jsonLine(Told(entries: change.entries?.map(\.description)))
        var buffer = ByteBuffer(string: "event: change\nid: \(change.position)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }

    private struct Told: Encodable {
        var entries: [String]?

        func encode(to encoder: any Encoder) throws {
            try encoder.encodeObject(["entries": entries])
        }
    }
}

extension JournalServer {
    /// Whether a client that was authorised before still is.
    fileprivate func mayStillListen(_ client: ClientContext) -> Bool {
        guard let access = try? access.record() else { return false }
        return switch client.identity {
        case .owner: access.password == nil
        case .session(let secret): access.hasSession(secret, of: client.user, now: now().time)
        case .token(let secret): access.hasToken(secret)
        case nil: false
        }
    }
}
