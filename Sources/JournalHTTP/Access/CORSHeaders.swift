import HTTPTypes
import Hummingbird

/// Lets pages of the configured origins use the API with a token, never with cookies (CORS, as in the Fetch standard).
struct CORSHeaders: RouterMiddleware {
    let origins: [String]

    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty else { return try await next(request, context) }
        guard let origin = request.headers[.origin], origins.contains(origin),
            request.uri.path.hasPrefix("/api/v1/")
        else {
            var response = try await next(request, context)
            response.headers.append(HTTPField(name: .vary, value: "Origin"))
            return response
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent, headers: preflight) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "ETag, Location, Retry-After, Content-Range"
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        return response
    }

    private let preflight: HTTPFields = [
        .accessControlAllowMethods: "GET, POST, PATCH, DELETE",
        .accessControlAllowHeaders: "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, Range",
        .accessControlMaxAge: "600",
    ]

    init(origins: [String]) {
        self.origins = origins.map { $0.lowercased() }
    }
}
