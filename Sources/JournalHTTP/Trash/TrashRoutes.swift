import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addTrash(to router: Router<AppRequestContext>) {
        router.post("entries/:id/trash") { _, context in
            let entry = try await server.store.moveToTrash(id(context), now: server.now().time)
            let words = context.render.strings.trash
            let told: HTML = "\(words.trashed) \(context.render.restoreForm(entry.id, words.undo))"
            return seeOther("/?\(await flashMessages.keep(notice(.good, told)))")
        }
        router.post("entries/:id/restore") { request, context in
            let id = try id(context)
            _ = try await server.store.restore(id, now: server.now().time)
            let told = await flashMessages.keep(
                notice(
                    .good,
                    "<a href=\"entries/\(id.description)\">\(context.render.strings.trash.restored)</a>"))
            let isFromTrash = request.uri.queryParameters["from"] == "trash"
            return seeOther(isFromTrash ? "/trash?\(told)" : "/entries/\(id)?\(told)")
        }
        router.get("trash") { request, context in
            let cursor = PageQuery(request)["before"].flatMap { TimelineCursor(exactly: $0) }
            let part = try await server.store.trash(limit: rowsAPage, before: cursor)
            return page(context.render.trashPage(part, notice: await flashMessages.notice(on: request)))
        }
        router.get("trash/empty") { _, context in
            let last = try await server.store.trash(limit: 5).entries
            guard let time = last.first?.trashedAt else { return seeOther("/trash") }
            let question = context.render.strings.trash.deleteAll(try await server.store.trashCount())
            return page(context.render.purgePage(question, action: "trash/empty", before: time, entries: last))
        }
        router.post("trash/empty") { request, context in
            // The confirmation covered only what was in the trash at that time.
            guard let before = try await PageForm(request)["before"].flatMap({ Int64($0) }) else {
                throw Problem(.badRequest, \.trashedBefore)
            }
            let meant = try await server.store.trash().value.filter { ($0.trashedAt?.milliseconds ?? .max) <= before }
            return try await purge(meant.map(\.id), context.render)
        }
        router.get("entries/:id/purge") { _, context in
            let entry = try await server.entry(context)
            guard entry.trashedAt != nil else { return seeOther("/entries/\(entry.id)") }
            return page(
                context.render.purgePage(
                    context.render.strings.trash.deleteOne, action: "entries/\(entry.id.description)/purge",
                    before: nil,
                    entries: [entry]))
        }
        router.post("entries/:id/purge") { _, context in
            try await purge([try await server.entry(context).id], context.render)
        }
    }

    /// Destroys those of these entries that are still in the trash.
    private func purge(_ ids: [EntryID], _ render: RenderContext) async throws -> Response {
        let report = try await server.store.purge(ids, onlyInTrash: true, now: server.now().time)
        let told = render.purgeNotice(report, backups: server.store.folder.keptBackups)
        var response = seeOther("/trash?\(await flashMessages.keep(told))")
        // This browser caches photos forever, including these.
        response.headers[.clearSiteData] = "\"cache\""
        return response
    }
}
