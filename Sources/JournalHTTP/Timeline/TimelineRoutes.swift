import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addTimeline(to router: Router<AppRequestContext>) {
        router.get { request, context in
            // Only these report the outcome of an upload, a form or a sync.
            let telling = ["added", "known", "refused", "doubted", "done", "synced"]
            let tells = request.uri.queryParameters.contains { telling.contains(String($0.key)) }
            return tells
                ? try await timeline(request, context.render)
                : try await server.cache.response(at: request.uri.string, in: context.render) {
                    try await timeline(request, context.render)
                }
        }
    }

    private func timeline(_ request: Request, _ render: RenderContext) async throws -> Response {
        let query = PageQuery(request)
        let cursor = query["before"].flatMap { TimelineCursor(exactly: $0) }
        let filter = try query.filter(today: try await server.today())
        let part = try await server.store.timeline(filter, limit: rowsAPage, before: cursor)
        let waiting = try await server.store.waitingCount()
        let uploaded = try await uploadNotice(request, render)
        let told = await flashMessages.notice(on: request)
        let synced = await lastSync.notice(on: request, in: render)
        return page(render.timelinePage(part, query, waiting: waiting, notice: uploaded ?? "\(told)\(synced)"))
    }
}
