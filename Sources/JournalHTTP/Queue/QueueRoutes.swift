import Hummingbird
import Journal
import Storage
import Sync

/// The queue page, and the actions of its forms.
extension PageRoutes {
    func addQueue(to router: Router<AppRequestContext>) {
        router.get("queue") { request, context in try await queue(request, context.render) }
        router.post("sync") { request, _ in
            let origin = SyncOrigin(request.uri.queryParameters["from"].map { String($0) })
            await lastSync.keep(try await server.sync.run())
            return seeOther("\(origin.path)?synced")
        }
        router.post("queue/retry") { _, context in
            _ = try await server.store.retry(nil)
            return await toQueue(context.render.strings.queue.again)
        }
        router.post("queue/skip") { _, context in
            _ = try await server.store.skip(nil)
            return await toQueue(context.render.strings.queue.gaveUp)
        }
        router.post("queue/:id/retry") { request, context in
            let id = try await server.entry(context).id
            _ = try await server.store.retry([id])
            return await back(from: request, id, context.render.strings.queue.again)
        }
        router.post("queue/:id/skip") { request, context in
            let id = try await server.entry(context).id
            _ = try await server.store.skip([id])
            return await back(from: request, id, context.render.strings.queue.gaveUp)
        }
    }

    /// Redirects to the page that the form is on.
    private func back(from request: Request, _ id: EntryID, _ sentence: String) async -> Response {
        guard request.uri.queryParameters["from"] == "entry" else { return await toQueue(sentence) }
        return seeOther("/entries/\(id)?\(await flashMessages.keep(notice(.good, "\(sentence)")))")
    }

    private func toQueue(_ sentence: String) async -> Response {
        seeOther("/queue?\(await flashMessages.keep(notice(.good, "\(sentence)")))")
    }

    private func queue(_ request: Request, _ render: RenderContext) async throws -> Response {
        let jobs = try await server.store.queue()
        let byEntry = Dictionary(grouping: jobs.filter { $0.entry != nil }, by: { $0.entry })
        let byState = Dictionary(grouping: byEntry.keys.compactMap(\.self)) { state(of: byEntry[$0] ?? []) }
        let ids = QueueContent.order.flatMap { (byState[$0] ?? []).sorted(by: >) }
        let skipped = PageQuery(request).skipped(of: ids.count)
        var content = QueueContent(states: Set(byState.keys), deletions: jobs.count { $0.entry == nil })
        content.hasRemote = try await server.remote() != nil
        content.upToHere = min(skipped + rowsAPage, ids.count)
        content.rest = ids.count - content.upToHere
        for id in ids[skipped..<content.upToHere] {
            guard let entry = try await server.store.entry(id) else { continue }
            content.shown.append(QueuedEntry(entry: entry, jobs: byEntry[id] ?? []))
        }
        let told = await flashMessages.notice(on: request)
        let synced = await lastSync.notice(on: request, in: render)
        return page(render.queuePage(content, notice: "\(told)\(synced)"))
    }
}
