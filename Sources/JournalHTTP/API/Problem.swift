import AWS
import Foundation
import HTTPTypes
import Hummingbird
import ImageOps
import Journal
import Messages
import NIOCore
import NIOHTTP1
import Storage
import Sync

/// An error as the API answers it: `application/problem+json` (RFC 9457). Its sentence is made when it is known who reads it.
struct Problem: Error {
    /// One of the catalogue's sentences.
    typealias Sentence = any KeyPath<ProblemStrings, Phrase> & Sendable

    let status: HTTPResponse.Status
    private let sentence: Sentence
    /// What is in the sentence's gaps.
    private let values: [String: String]
    /// What the modules below say went wrong, for the sentence's gap of that name.
    private var messages: [String: CodedMessage] = [:]
    /// How many photos of the same upload are in the journal all the same.
    var kept = 0
    /// What else the answer's head says.
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ sentence: Sentence, _ values: [String: String] = [:]) {
        self.status = status
        self.sentence = sentence
        self.values = values
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"journal\"" }
    }

    /// What went wrong below, as a status and a sentence.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PictureError:
            self.init(.unprocessableContent, \.cannotBeAdded)
            messages = ["reason": error.problem]
        case StoreError.noSuchEntry(let problem): self.init(.notFound, saying: problem)
        case StoreError.badInput(let problem): self.init(.badRequest, saying: problem)
        case let error as SyncInProgress: self.init(.serviceUnavailable, saying: error.problem)
        case StoreError.busy(let problem): self.init(.serviceUnavailable, saying: problem)
        case StoreError.disk(let problem): self.init(.insufficientStorage, saying: problem)
        case StoreError.broken(let problem): self.init(.internalServerError, saying: problem)
        // What was uploaded lies on the journal's disk until it is decoded.
        case let error as UnreadablePhoto:
            self.init(.insufficientStorage, \.diskFailed)
            messages = ["reason": error.problem]
        case let error as RemoteError: self.init(.serviceUnavailable, saying: error.problem)
        // The framework's own sentences are English.
        case is HTTPParserError: self.init(.badRequest, \.notUnderstood)
        case let error as HTTPError: self.init(error.status, error.status == .notFound ? \.noPage : \.notUnderstood)
        default: self.init(.internalServerError, \.inServer)
        }
    }

    /// Modules below say themselves what went wrong.
    private init(_ status: HTTPResponse.Status, saying message: CodedMessage) {
        self.init(status, \.said)
        messages = ["text": message]
    }

    /// The sentence.
    func detail(_ strings: Strings) -> String {
        let values = values.merging(messages.mapValues(strings.remark)) { $1 }
        let detail = strings.problems[keyPath: sentence](values)
        guard kept > 0 else { return detail }
        return strings.problems.keptAllTheSame(["problem": detail, "kept": strings.adding.kept(kept)])
    }

    /// The sentence as a piece of a page, in which what somebody wrote has a direction of its own.
    func html(_ strings: Strings) -> HTML {
        var parts = values.mapValues(HTML.init(isolating:))
        for (name, message) in messages { parts[name] = "\(strings.remark(message))" }
        let detail = strings.problems[keyPath: sentence].html(parts)
        guard kept > 0 else { return detail }
        return strings.problems.keptAllTheSame.html(["problem": detail, "kept": "\(strings.adding.kept(kept))"])
    }

    func response(_ strings: Strings) -> Response {
        // The title is HTTP's own name for the status, whatever the language.
        let body = Body(title: status.reasonPhrase, status: status.code, detail: detail(strings))
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
