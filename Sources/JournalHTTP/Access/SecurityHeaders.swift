import HTTPTypes
import Hummingbird

/// Tells browsers to keep our pages to themselves: nothing from elsewhere, nothing framed, nothing guessed.
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
        // Nobody else sets any of them.
        response.headers.append(contentsOf: Self.fields)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private, no-store" }
        return response
    }
}

extension HTTPField.Name {
    /// What a browser is to forget (Clear Site Data, W3C).
    static let clearSiteData = HTTPField.Name(known: "clear-site-data")

    /// A name known to be well-formed.
    init(known name: StaticString) {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("“\(name)” is no header's name.") }
        self = name
    }
}
