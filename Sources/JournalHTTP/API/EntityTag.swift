import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore

/// The strong validator of what a resource is now (RFC 9110, section 8.8.3).
struct EntityTag: Equatable, Sendable {
    /// With its quotes.
    let text: String

    /// Of an entry: of the JSON that it is now.
    init(_ entry: Entry) throws {
        self.init(json: try jsonLine(entry))
    }

    fileprivate init(json: Data) {
        text = "\"\(SHA256.digest(of: json).hex.prefix(32))\""
    }

    /// Of something that never changes, under a name that nothing else has.
    init(_ name: String) {
        text = "\"\(name)\""
    }

    /// Whether a request that has the resource in these states need not be sent it.
    func isIn(_ headers: [String]) -> Bool {
        EntityTag.list(headers).contains { $0 == "*" || $0 == text || $0 == "W/" + text }
    }

    /// Whether a request that wants to change only these states of the resource may.
    func isMatched(by headers: [String]) -> Bool {
        headers.isEmpty || EntityTag.list(headers).contains { $0 == "*" || $0 == text }
    }

    private static func list(_ headers: [String]) -> [String] {
        headers.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// An entry with its validator; without its content for whoever has it already.
func entryResponse(_ entry: Entry, to request: Request) throws -> Response {
    let content = try jsonLine(entry)
    let tag = EntityTag(json: content)
    if request.method == .get || request.method == .head, tag.isIn(request.headers[values: .ifNoneMatch]) {
        return Response(status: .notModified, headers: [.eTag: tag.text, .cacheControl: "private, no-cache"])
    }
    return Response(
        status: .ok,
        headers: [.contentType: "application/json", .eTag: tag.text, .cacheControl: "private, no-cache"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
}
