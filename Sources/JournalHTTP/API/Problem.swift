import Foundation
import HTTPTypes
import Hummingbird
import ImageOps
import Journal
import NIOCore
import Storage
import Sync

/// An error as the API answers it: `application/problem+json` (RFC 9457).
struct Problem: Error {
    let status: HTTPResponse.Status
    let detail: String

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What went wrong below, as a status and a sentence.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PictureError: self.init(.unprocessableContent, "This file cannot be added: \(error).")
        case StoreError.noSuchEntry(let text): self.init(.notFound, text)
        case let error as SyncInProgress: self.init(.serviceUnavailable, error.description)
        case StoreError.busy(let text): self.init(.serviceUnavailable, text)
        case let error as StoreError: self.init(.internalServerError, error.description)
        case let error as HTTPError: self.init(error.status, error.body ?? error.status.reasonPhrase)
        default: self.init(.internalServerError, "Something went wrong in the server; nothing was changed.")
        }
    }

    var response: Response {
        let body = Body(title: status.reasonPhrase, status: status.code, detail: detail)
        return Response(
            status: status, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: (try? jsonLine(body)) ?? Data())))
    }

    private struct Body: Encodable {
        let title: String
        let status: Int
        let detail: String
    }
}

/// Turns what a handler throws into an answer: a page for people, a problem for programs.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(error)
            let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
            return wantsPage ? page(errorPage(problem), problem.status) : problem.response
        }
    }
}
