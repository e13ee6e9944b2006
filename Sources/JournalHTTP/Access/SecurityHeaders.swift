import HTTPTypes
import Hummingbird

/// Tells browsers to isolate our pages: no foreign content, no framing, no guessing of types.
struct SecurityHeaders: RouterMiddleware {
    private static let fields: HTTPFields = [
        .contentSecurityPolicy:
            "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
        HTTPField.Name(known: "referrer-policy"): "same-origin",
        HTTPField.Name(known: "cross-origin-opener-policy"): "same-origin",
        HTTPField.Name(known: "cross-origin-resource-policy"): "same-origin",
    ]

    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // Nothing else sets any of these.
        response.headers.append(contentsOf: Self.fields)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private, no-store" }
        return response
    }
}

extension HTTPField.Name {
    /// What a browser should clear (Clear Site Data, W3C).
    static let clearSiteData = HTTPField.Name(known: "clear-site-data")

    /// Creates a name that is known to be valid.
    init(known name: StaticString) {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("“\(name)” is no header's name.") }
        self = name
    }
}
