import HTTPTypes
import Hummingbird
import Logging

/// Turns a handler's error into a response: a page for people, a problem for programs.
struct ErrorResponses: RouterMiddleware {
    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let problem = Problem(error)
            if problem.status == .internalServerError { log(error, request, context) }
            response =
                wantsPage(request)
                ? page(context.render.errorPage(problem), problem.status) : problem.response(context.render.strings)
            response.headers.append(contentsOf: wantsPage(request) ? problem.headers : [:])
        }
        // A refused body need not be read to its end, and what follows unread bytes could be anything.
        let hasBody = request.headers[.contentLength].map { $0 != "0" } ?? (request.headers[.transferEncoding] != nil)
        if hasBody, response.status.code >= 400 { response.headers[.connection] = "close" }
        return response
    }

    /// Logs what failed and where, but nothing that a person wrote, which an error's own message may contain.
    private func log(_ error: any Error, _ request: Request, _ context: AppRequestContext) {
        let route = context.endpointPath ?? "an unknown route"
        context.logger.error("\(request.method.rawValue) \(route): \(String(reflecting: type(of: error)))")
    }

    private func wantsPage(_ request: Request) -> Bool {
        !request.uri.path.hasPrefix("/api/") && request.headers[.accept]?.contains("text/html") ?? false
    }
}

extension RenderContext {
    /// An error page for people.
    func errorPage(_ problem: Problem) -> HTML {
        let title = title(problem.status)
        return layout(
            title: "\(title) · journal",
            """
            <section class="oops awful">
            \(moodFace(-0.5))
            <h1>\(title)</h1>
            <p class="lead">\(problem.html(strings))</p>
            <p><a class="button" href="./">\(strings.back)</a></p>
            </section>
            """)
    }

    private func title(_ status: HTTPResponse.Status) -> String {
        switch status.kind {
        case _ where status == .notFound: strings.problems.notFound
        case .serverError: strings.problems.notNow
        default: strings.problems.failed
        }
    }
}
