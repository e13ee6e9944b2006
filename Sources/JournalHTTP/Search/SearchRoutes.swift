import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addSearch(to router: Router<AppRequestContext>) {
        router.get("search") { request, context in try await search(request, context.render) }
    }

    private func search(_ request: Request, _ render: RenderContext) async throws -> Response {
        let today = try await server.today()
        let query = PageQuery(request).writingOutSpan(today: today)
        let tags = try await server.store.tags().prefix(60).map(\.tag)
        guard query.hasFilters else { return page(render.searchPage(query, nil, tags: tags, today: today)) }
        do {
            return page(render.searchPage(query, try await found(query), tags: tags, today: today))
        } catch let problem as Problem {
            return page(
                render.searchPage(
                    query, SearchResult(problem: problem.html(render.strings)), tags: tags, today: today),
                problem.status)
        }
    }

    private func found(_ query: PageQuery) async throws -> SearchResult {
        var filter = try query.filter(today: try await server.today())
        guard let words = filter.words else {
            let cursor = query["before"].flatMap { TimelineCursor(exactly: $0) }
            let part = try await server.store.timeline(filter, limit: rowsAPage, before: cursor)
            return SearchResult(
                entries: part.entries, rest: part.next.map { query.with("before", $0.description) },
                damaged: part.damaged)
        }
        filter.words = nil
        let skipping = query["skip"].flatMap { Int($0) }.map { min(max(0, $0), 1_000_000) } ?? 0
        let read = try await server.store.search(words, filter, limit: rowsAPage + 1, skipping: skipping)
        let hits = read.value
        let shown = hits.prefix(rowsAPage)
        return SearchResult(
            entries: shown.map(\.entry),
            snippets: Dictionary(shown.map { ($0.entry.id, $0.snippet) }) { first, _ in first },
            rest: hits.count > rowsAPage ? query.with("skip", String(skipping + rowsAPage)) : nil,
            damaged: read.damaged)
    }
}
