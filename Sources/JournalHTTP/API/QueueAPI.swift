import Hummingbird
import Journal
import Storage
import Sync

/// `/api/v1/queue` and `/api/v1/sync`: what waits, what is to become of it, and the push that sends it.
struct QueueAPI {
    let server: JournalServer

    func add(to api: API) {
        api.on(.get, "queue") { _, _ in try json(Queue(jobs: try await server.store.queue())) }
        api.on(.post, "queue/:id/retry") { request, context in
            let entry = try await server.entry(context)
            _ = try await server.store.retry([entry.id])
            return try answer(try await server.entry(context), to: request)
        }
        api.on(.post, "queue/:id/skip") { request, context in
            let entry = try await server.entry(context)
            _ = try await server.store.skip([entry.id])
            return try answer(try await server.entry(context), to: request)
        }
        api.on(.post, "sync") { _, _ in try json(try await server.sync.run()) }
    }

    private struct Queue: Encodable {
        let jobs: [Job]
    }
}
