import Hummingbird
import Journal
import Storage
import Sync

/// `/api/v1/queue` and `/api/v1/sync`: what waits, and the push that sends it.
struct QueueAPI {
    let server: JournalServer

    func add(to group: RouterGroup<BasicRequestContext>) {
        group.get("queue") { _, _ in try json(Queue(jobs: try await server.store.queue())) }
        group.post("queue/:id/retry") { _, context in
            let entry = try await server.entry(context)
            _ = try await server.store.retry([entry.id])
            return try json(try await server.entry(context))
        }
        group.post("sync") { _, _ in try json(try await server.sync.run()) }
    }

    private struct Queue: Encodable {
        let jobs: [Job]
    }
}
