import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// The most JSON that a request may send, in bytes.
let jsonLimit = 1 << 20

/// The JSON object in a request's body.
///
/// - Throws: ``Problem`` with 400 or 413.
func jsonBody(_ request: Request) async throws -> JSONFields {
    let body = try await collected(request, upTo: jsonLimit, \.jsonTooLarge)
    guard case .object(let members)? = try? StrictJSON.value(of: body) else {
        throw Problem(.badRequest, \.notJSON)
    }
    return JSONFields(members)
}

/// A request's body, up to a size. If the announced length is larger, nothing is read.
///
/// - Throws: ``Problem`` with 413.
func collected(_ request: Request, upTo limit: Int, _ refusal: Problem.Sentence) async throws -> Data {
    try checkLength(request, limit, refusal)
    do {
        return Data(try await request.body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
        throw Problem(.contentTooLarge, refusal)
    }
}

func checkLength(_ request: Request, _ limit: Int, _ refusal: Problem.Sentence) throws {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
        throw Problem(.contentTooLarge, refusal)
    }
}

/// The media type of a request's body, in lower case and without parameters; empty if there is none.
func mediaType(_ request: Request) -> String {
    (request.headers[.contentType] ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
}
