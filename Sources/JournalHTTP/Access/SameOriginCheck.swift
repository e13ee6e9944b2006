import HTTPTypes
import Hummingbird

/// Lets only our own pages, and programs that are no browser, change anything by a cookie or as this machine's user.
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`.
///
/// A page elsewhere that was allowed to use the API does so with a token, which no browser sends by itself.
struct SameOriginCheck: RouterMiddleware {
    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        let isRead = request.method == .get || request.method == .head
        guard isRead || isAllowed(request.head, context.visit) else {
            return Problem(.forbidden, "Another site asked for this change, so it was not made.").response
        }
        return try await next(request, context)
    }

    private func isAllowed(_ head: HTTPRequest, _ visit: Visit) -> Bool {
        if case .token = visit.admission { return true }
        return isSameOrigin(head, visit.origin)
    }

    func isSameOrigin(_ head: HTTPRequest, _ ours: String) -> Bool {
        if let site = head.headerFields[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = head.headerFields[.origin] else { return true }
        return origin.lowercased() == ours
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name(known: "sec-fetch-site")
}
