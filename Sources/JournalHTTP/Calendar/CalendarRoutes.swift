import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addCalendar(to router: Router<AppRequestContext>) {
        router.get("calendar") { request, context in try await calendar(request, context.render) }
        router.get("day/:day") { _, context in
            guard let day = context.parameters.get("day").flatMap({ LocalDay($0) }) else {
                throw Problem(.notFound, \.noDay)
            }
            return seeOther("/?from=\(day)&to=\(day)")
        }
    }

    private func calendar(_ request: Request, _ render: RenderContext) async throws -> Response {
        let query = PageQuery(request)
        let today = try await server.today()
        let view = query["by"].flatMap { CalendarView(rawValue: $0) } ?? .mood
        let year = query["year"].flatMap { Int($0) }.flatMap { (1...9999).contains($0) ? $0 : nil } ?? today.year
        let span = try await server.store.span()
        let read = try await server.store.calendar(year)
        return page(
            render.calendarPage(
                read.value, view: view,
                years: span.map { min($0.lowerBound.year, today.year)...max($0.upperBound.year, today.year) },
                today: max(today, span?.upperBound ?? today), notice: render.damageNotice(read.damaged)))
    }
}
