import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Storage

/// `/api/v1/entries`: the timeline, adding entries, and reading and changing a single one; `/api/v1/stats` and
/// `/api/v1/trash`.
struct EntriesAPI {
    let server: JournalServer

    func add(to api: API) {
        api.on(.get, "entries") { request, context in
            try await server.cache.response(at: request.uri.string, in: context.render) { try await list(request) }
        }
        api.on(.post, "entries") { request, _ in try await create(request) }
        api.on(.get, "entries/:id") { request, context in
            try entryResponse(try await server.entry(context), to: request)
        }
        api.on(.patch, "entries/:id") { request, context in try await edit(request, id(context)) }
        api.on(.delete, "entries/:id") { request, context in try await remove(request, id(context)) }
        api.on(.post, "entries/:id/restore") { request, context in
            try entryResponse(try await server.store.restore(id(context), now: server.now().time), to: request)
        }
        api.on(.get, "entries/:id/history") { _, context in
            try json(History(history: try await server.store.history(of: id(context))))
        }
        api.on(.get, "trash") { request, _ in try await trash(request) }
        api.on(.get, "stats") { request, context in
            try await server.cache.response(at: request.uri.string, in: context.render) {
                try await statistics(request)
            }
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = try Query(
            request, single: EntryFilter.singleNames.union(["limit", "cursor"]), repeated: EntryFilter.repeatedNames)
        let filter = try EntryFilter(query, today: try await server.today())
        let page = try await server.store.timeline(filter, limit: try query.limit(), before: try query.timelineCursor())
        return try json(List(page))
    }

    private func trash(_ request: Request) async throws -> Response {
        let query = try Query(request, single: ["limit", "cursor"])
        let page = try await server.store.trash(limit: try query.limit(), before: try query.timelineCursor())
        return try json(List(page))
    }

    private func statistics(_ request: Request) async throws -> Response {
        let query = try Query(request, single: EntryFilter.singleNames, repeated: EntryFilter.repeatedNames)
        let today = try await server.today()
        return try json(try await server.store.statistics(try EntryFilter(query, today: today), today: today))
    }

    private func create(_ request: Request) async throws -> Response {
        let content = try await Upload(server).content(request)
        if content.isSeparate { return try await create(content.drafts) }
        let result = try await server.add(content.drafts[0])
        var response = try entryResponse(result.entry, as: result, to: request)
        if result.isNew { response.status = .created }
        response.headers[.location] = "/api/v1/entries/\(result.entry.id)"
        return response
    }

    /// Adds an entry for each of several photos. If one cannot be read, none is added.
    private func create(_ drafts: [Draft]) async throws -> Response {
        var prepared: [PreparedDraft] = []
        for draft in drafts { prepared.append(try await server.prepare(draft)) }
        var results: [AddResult] = []
        for draft in prepared {
            do {
                results.append(try await server.store.add(draft, now: server.now()))
            } catch let error where !results.isEmpty {
                var problem = Problem(error)
                problem.kept = results.count
                throw problem
            }
        }
        var response = try json(Added(entries: results))
        if results.contains(where: \.isNew) { response.status = .created }
        return response
    }

    private func edit(_ request: Request, _ id: EntryID) async throws -> Response {
        let types = ["application/json", "application/merge-patch+json"]
        guard types.contains(mediaType(request)) else {
            throw Problem(.unsupportedMediaType, \.sendJSON)
        }
        let edit = try Edit(try await jsonBody(request), home: server.now().zone)
        let matching = request.headers[values: .ifMatch]
        // Reads the entry first only if the client names a version of it, which it has then seen before.
        let check: (@Sendable (Entry) throws -> Void)?
        if matching.isEmpty { check = nil } else { check = { try requireVersion($0, matching) } }
        let entry = try await server.store.edit(id, edit, now: server.now().time, check: check)
        return try entryResponse(entry, to: request)
    }

    private func remove(_ request: Request, _ id: EntryID) async throws -> Response {
        let matching = request.headers[values: .ifMatch]
        let entry = try await server.store.moveToTrash(id, now: server.now().time) { try requireVersion($0, matching) }
        return try entryResponse(entry, to: request)
    }

    private struct Added: Encodable {
        var entries: [AddResult]
    }

    private struct History: Encodable {
        var history: [Revision]
    }

    private struct List: Encodable {
        let page: TimelinePage

        init(_ page: TimelinePage) { self.page = page }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(page.entries, forKey: .entries)
            try fields.encode(page.next?.description, forKey: .next)
            if !page.damaged.isEmpty { try fields.encode(page.damaged, forKey: .damaged) }
        }

        private enum Key: CodingKey { case entries, next, damaged }
    }
}

extension AddResult {
    fileprivate var isNew: Bool {
        if case .stored = self { true } else { false }
    }
}

/// Refuses a change by a client that has not seen the entry's current state.
func requireVersion(_ entry: Entry, _ matching: [String]) throws {
    guard try EntityTag(entry).isMatched(by: matching) else {
        throw Problem(.preconditionFailed, \.changedSince)
    }
}
