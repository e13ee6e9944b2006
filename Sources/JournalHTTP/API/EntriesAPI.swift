import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// `/api/v1/entries`: the timeline, one entry, its photo, and the way in.
struct EntriesAPI {
    let server: JournalServer

    func add(to group: RouterGroup<BasicRequestContext>) {
        group.get { request, _ in try await list(request) }
        group.post { request, _ in try await create(request) }
        group.get(":id") { _, context in try json(try await server.entry(context)) }
        group.get(":id/photo") { request, context in try await jpeg(request, server.store.photo(of: id(context))) }
        group.get(":id/thumbnail") { request, context in
            try await jpeg(request, server.store.thumbnail(of: id(context)))
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let limit = query["limit"].map { Int($0) } ?? 50
        guard let limit, (1...500).contains(limit) else {
            throw Problem(.badRequest, "“limit” is a number from 1 to 500.")
        }
        let cursor = try query["cursor"].map { text in
            guard let cursor = TimelineCursor(String(text)) else {
                throw Problem(.badRequest, "“cursor” is not one that a list answered with.")
            }
            return cursor
        }
        let page = try await server.store.timeline(limit: limit, before: cursor)
        return try json(List(entries: page.entries, next: page.next?.description))
    }

    private func create(_ request: Request) async throws -> Response {
        let drafts = try await drafts(in: request, server: server)
        guard let draft = drafts.first, drafts.count == 1 else {
            throw Problem(.badRequest, "Send one photo a request.")
        }
        let intake = try await server.store.add(draft, now: server.now())
        var response = try json(intake.entry)
        if case .stored = intake { response.status = .created }
        response.headers[.location] = "/api/v1/entries/\(intake.entry.id)"
        return response
    }

    private func jpeg(_ request: Request, _ jpeg: Data?) throws -> Response {
        guard let jpeg else { throw Problem(.notFound, "This entry has no photo.") }
        // An entry's photo never changes, so whoever has it need not ask again.
        return Response(
            status: .ok,
            headers: [.contentType: "image/jpeg", .cacheControl: "private, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: jpeg)))
    }

    private struct List: Encodable {
        var entries: [Entry]
        var next: String?

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(entries, forKey: .entries)
            try fields.encode(next, forKey: .next)
        }

        private enum Key: CodingKey { case entries, next }
    }
}

/// The id in the path.
func id(_ context: BasicRequestContext) throws -> EntryID {
    let text = try context.parameters.require("id")
    guard let id = EntryID(text) else { throw Problem(.notFound, "There is no entry “\(text)”.") }
    return id
}

/// A value as the API answers it.
func json(_ value: some Encodable) throws -> Response {
    Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try jsonLine(value))))
}
