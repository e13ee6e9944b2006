import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addTrends(to router: Router<AppRequestContext>) {
        router.get("trends") { request, context in try await trends(request, context.render) }
    }

    private func trends(_ request: Request, _ render: RenderContext) async throws -> Response {
        let query = PageQuery(request)
        let today = try await server.today()
        var view = TrendsView(until: query["until"].flatMap { LocalDay($0) } ?? today)
        if let period = query["by"].flatMap({ Period(rawValue: $0) }) { view.period = period }
        var filter = EntryFilter()
        (filter.from, filter.to) = (view.from, view.until)
        let read = try await server.store.statistics(filter, today: today)
        let first = try await server.store.span()?.lowerBound
        let notice = render.damageNotice(read.damaged)
        return page(render.trendsPage(read.value, view, first: first, today: today, notice: notice))
    }
}
