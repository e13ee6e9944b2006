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
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // Nobody else sets any of them.
        response.headers.append(contentsOf: Self.fields)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private, no-store" }
        return response
    }
}
