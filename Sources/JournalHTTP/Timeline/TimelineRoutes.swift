import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addTimeline(to router: Router<AppRequestContext>) {
        router.get { request, _ in
            // Only what stands there says what came of an upload, a form or a sync.
            let telling = ["added", "known", "refused", "done", "synced"]
            let tells = request.uri.queryParameters.contains { telling.contains(String($0.key)) }
            return tells
                ? try await timeline(request)
                : try await server.cache.response(at: request.uri.string) { try await timeline(request) }
        }
    }

    private func timeline(_ request: Request) async throws -> Response {
        let query = PageQuery(request)
        let cursor = query["before"].flatMap { TimelineCursor(exactly: $0) }
        let filter = try query.filter(today: server.now().day)
        let part = try await server.store.timeline(filter, limit: rowsAPage, before: cursor)
        let waiting = try await server.store.waitingCount()
        let uploaded = try await uploadNotice(request)
        let told = await flashMessages.notice(on: request)
        let synced = await lastSync.notice(on: request)
        return page(timelinePage(part, query, waiting: waiting, notice: uploaded ?? "\(told)\(synced)"))
    }
}
