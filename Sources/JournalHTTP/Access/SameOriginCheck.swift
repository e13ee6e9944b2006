import HTTPTypes
import Hummingbird

/// Lets only our own pages, and programs that are no browser, change anything. Browsers say where a request comes from
/// in `Sec-Fetch-Site`, older ones in `Origin`.
struct SameOriginCheck: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method == .get || request.method == .head || isSameOrigin(request.head) else {
            return Problem(.forbidden, "Another site asked for this change, so it was not made.").response
        }
        return try await next(request, context)
    }

    func isSameOrigin(_ request: HTTPRequest) -> Bool {
        if let site = request.headerFields[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.headerFields[.origin] else { return true }
        return request.authority.map { origin.lowercased() == "http://\($0.lowercased())" } ?? false
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name(known: "sec-fetch-site")
}
