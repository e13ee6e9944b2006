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

extension HTTPResponse.Status {
    fileprivate static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
