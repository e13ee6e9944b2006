import HTTPTypes
import Hummingbird

/// Only our own pages, and programs that are not browsers, may change anything with a cookie or as this machine's user.
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`.
///
/// Reading is restricted to our own pages, too: a foreign page cannot see the response, but its timing would reveal
/// whether a word is in the journal. Foreign pages may only link to us.
///
/// A foreign page that may use the API does so with a token, which browsers never send by themselves.
struct SameOriginCheck: RouterMiddleware {
    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        if case .token = context.client.identity { return try await next(request, context) }
        if request.method == .get || request.method == .head {
            guard isOpen(request.head) else {
                return Problem(.forbidden, \.readElsewhere).response(context.render.strings)
            }
        } else if !isSameOrigin(request.head, context.client) {
            return Problem(.forbidden, \.changedElsewhere).response(context.render.strings)
        }
        return try await next(request, context)
    }

    /// Whether a read request comes from our own pages, from no page, or from a link that the user followed.
    private func isOpen(_ head: HTTPRequest) -> Bool {
        guard let site = head.headerFields[.secFetchSite], site != "same-origin", site != "none" else { return true }
        return head.headerFields[.secFetchMode] == "navigate" && head.headerFields[.secFetchDest] == "document"
    }

    func isSameOrigin(_ head: HTTPRequest, _ client: ClientContext) -> Bool {
        if let site = head.headerFields[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = head.headerFields[.origin] else { return true }
        return client.owns(origin: origin)
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name(known: "sec-fetch-site")
    fileprivate static let secFetchMode = HTTPField.Name(known: "sec-fetch-mode")
    fileprivate static let secFetchDest = HTTPField.Name(known: "sec-fetch-dest")
}
