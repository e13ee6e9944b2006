import Hummingbird
import Journal
import JSON
import Storage
import Sync

/// `/api/v1/queue` and `/api/v1/sync`: lists waiting work, retries or skips it, and starts a sync.
struct QueueAPI {
    let server: JournalServer

    func add(to api: API) {
        api.on(.get, "queue") { request, _ in try await list(request) }
        api.on(.post, "queue/:id/retry") { request, context in
            let entry = try await server.entry(context)
            _ = try await server.store.retry([entry.id])
            return try entryResponse(try await server.entry(context), to: request)
        }
        api.on(.post, "queue/:id/skip") { request, context in
            let entry = try await server.entry(context)
            _ = try await server.store.skip([entry.id])
            return try entryResponse(try await server.entry(context), to: request)
        }
        api.on(.post, "sync") { _, _ in try json(try await server.sync.run()) }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = try Query(request, single: ["limit", "cursor"])
        let place = try query.value("cursor", \.cursor) { text in
            Int64(text).flatMap { $0 > 0 && String($0) == text ? $0 : nil }
        }
        let page = try await server.store.queue(limit: try query.limit(), after: place ?? 0)
        return try json(Queue(jobs: page.jobs, next: page.next.map(String.init)))
    }

    private struct Queue: Encodable {
        let jobs: [Job]
        let next: String?

        func encode(to encoder: any Encoder) throws {
            try encoder.encodeObject(["jobs": jobs, "next": next])
        }
    }
}
