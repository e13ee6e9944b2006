import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// A strong validator for the current state of a resource (RFC 9110, section 8.8.3).
struct EntityTag: Equatable, Sendable {
    /// With its quotes.
    let text: String

    /// For an entry: made from its current JSON.
    init(_ entry: Entry) throws {
        self.init(json: try jsonLine(entry))
    }

    fileprivate init(json: Data) {
        text = "\"\(SHA256.digest(of: json).hex.prefix(32))\""
    }

    /// For something that never changes, under a name that nothing else has.
    init(_ name: String) {
        text = "\"\(name)\""
    }

    /// Whether these `If-None-Match` headers contain it: the client already has the resource in this state.
    func isIn(_ headers: [String]) -> Bool {
        EntityTag.list(headers).contains { $0 == "*" || $0 == text || $0 == "W/" + text }
    }

    /// Whether these `If-Match` headers allow a change: they contain it, or there are none.
    func isMatched(by headers: [String]) -> Bool {
        headers.isEmpty || EntityTag.list(headers).contains { $0 == "*" || $0 == text }
    }

    private static func list(_ headers: [String]) -> [String] {
        headers.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// A response with an entry and its validator; without the entry if the client already has it.
///
/// - Parameter result: after the entry was added, what is sent instead of the entry alone.
func entryResponse(_ entry: Entry, as result: AddResult? = nil, to request: Request) throws -> Response {
    let plain = try jsonLine(entry)
    let tag = EntityTag(json: plain)
    let content = try result.map { try jsonLine($0) } ?? plain
    if request.method == .get || request.method == .head, tag.isIn(request.headers[values: .ifNoneMatch]) {
        return Response(status: .notModified, headers: [.eTag: tag.text, .cacheControl: "private, no-cache"])
    }
    return Response(
        status: .ok,
        headers: [.contentType: "application/json", .eTag: tag.text, .cacheControl: "private, no-cache"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
}
