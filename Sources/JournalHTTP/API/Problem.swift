import Foundation
import HTTPTypes
import Hummingbird
import ImageOps
import Journal
import Logging
import NIOCore
import Storage
import Sync

/// An error as the API answers it: `application/problem+json` (RFC 9457).
struct Problem: Error {
    let status: HTTPResponse.Status
    let detail: String
    /// What else the answer's head says.
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"journal\"" }
    }

    /// What went wrong below, as a status and a sentence.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PictureError: self.init(.unprocessableContent, "This file cannot be added: \(error).")
        case StoreError.noSuchEntry(let text): self.init(.notFound, text)
        case StoreError.badInput(let text): self.init(.badRequest, text)
        case let error as SyncInProgress: self.init(.serviceUnavailable, error.description)
        case StoreError.busy(let text): self.init(.serviceUnavailable, text)
        case StoreError.disk(let text): self.init(.insufficientStorage, text)
        // What was uploaded lies on the journal's disk until it is decoded.
        case let error as UnreadablePhoto: self.init(.insufficientStorage, "The journal's disk failed: \(error).")
        case let error as StoreError: self.init(.internalServerError, error.description)
        case let error as RemoteError: self.init(.serviceUnavailable, error.message)
        case let error as HTTPError: self.init(error.status, error.body ?? error.status.reasonPhrase)
        default: self.init(.internalServerError, "Something went wrong in the server; its log says what.")
        }
    }

    var response: Response {
        let body = Body(title: status.reasonPhrase, status: status.code, detail: detail)
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: jsonBytes(body))))
    }

    private func jsonBytes(_ body: Body) -> Data {
        (try? jsonLine(body)) ?? Data()
    }

    private struct Body: Encodable {
        let title: String
        let status: Int
        let detail: String
    }
}

/// Turns what a handler throws into an answer: a page for people, a problem for programs.
struct ErrorAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let problem = Problem(error)
            if problem.status == .internalServerError { log(error, request, context) }
            response = wantsPage(request) ? page(errorPage(problem), problem.status) : problem.response
            response.headers.append(contentsOf: wantsPage(request) ? problem.headers : [:])
        }
        // What was refused need not be read to its end, and what follows an unread end could be anything.
        let hasBody = request.headers[.contentLength].map { $0 != "0" } ?? (request.headers[.transferEncoding] != nil)
        if hasBody, response.status.code >= 400 { response.headers[.connection] = "close" }
        return response
    }

    /// What failed and where, and nothing of what anybody wrote: an error's own words may hold it.
    private func log(_ error: any Error, _ request: Request, _ context: VisitContext) {
        let route = context.endpointPath ?? "an unknown route"
        context.logger.error("\(request.method.rawValue) \(route): \(String(reflecting: type(of: error)))")
    }

    private func wantsPage(_ request: Request) -> Bool {
        !request.uri.path.hasPrefix("/api/") && request.headers[.accept]?.contains("text/html") ?? false
    }
}

extension HTTPResponse.Status {
    fileprivate static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
