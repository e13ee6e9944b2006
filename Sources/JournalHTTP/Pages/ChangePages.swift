import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Storage

/// What the forms of an entry's page and of the trash do.
extension Pages {
    func addChanges(to router: Router<VisitContext>) {
        router.post("entries/:id/edit") { request, context in
            let entry = try await server.entry(context)
            let edit = try Edit(try await PageForm(request), of: entry)
            _ = try await server.store.edit(entry.id, edit, now: server.now().time)
            return seeOther("/entries/\(entry.id)?\(await notices.keep(notice(.good, "\(strings.entry.saved)")))")
        }
        router.get("entries/:id/history") { request, context in
            let entry = try await server.entry(context)
            let history = try await server.store.history(of: entry.id)
            let told = await notices.notice(on: request)
            return page(historyPage(entry, history, PageQuery(request).skipped(of: history.count), notice: told))
        }
        router.post("entries/:id/history") { request, context in
            let id = try id(context)
            guard let number = try await PageForm(request)["number"].flatMap({ Int($0) }) else {
                throw Problem(.badRequest, "“number” says which of the entry's former values is to come back.")
            }
            _ = try await server.store.bringBack(revision: number, of: id, now: server.now().time)
            let told = await notices.keep(notice(.good, "\(strings.entry.broughtBack)"))
            return seeOther("/entries/\(id)?\(told)")
        }
    }

    func addTrash(to router: Router<VisitContext>) {
        router.post("entries/:id/trash") { _, context in
            let entry = try await server.store.moveToTrash(id(context), now: server.now().time)
            let told: HTML = "\(strings.trash.trashed) \(restoreForm(entry.id, strings.trash.undo))"
            return seeOther("/?\(await notices.keep(notice(.good, told)))")
        }
        router.post("entries/:id/restore") { request, context in
            let id = try id(context)
            _ = try await server.store.restore(id, now: server.now().time)
            let told = await notices.keep(
                notice(.good, "<a href=\"entries/\(id.description)\">\(strings.trash.restored)</a>"))
            let isFromTrash = request.uri.queryParameters["from"] == "trash"
            return seeOther(isFromTrash ? "/trash?\(told)" : "/entries/\(id)?\(told)")
        }
        router.get("trash") { request, _ in
            let cursor = PageQuery(request)["before"].flatMap { TimelineCursor(exactly: $0) }
            let part = try await server.store.trash(limit: rowsAPage, before: cursor)
            return page(trashPage(part, notice: await notices.notice(on: request)))
        }
        router.get("trash/empty") { _, _ in
            let last = try await server.store.trash(limit: 5).entries
            guard let time = last.first?.trashedAt else { return seeOther("/trash") }
            let question = strings.trash.deleteAll(try await server.store.trashCount())
            return page(purgePage(question, action: "trash/empty", before: time, entries: last))
        }
        router.post("trash/empty") { request, _ in
            // Whoever said yes did so to what lay there then.
            guard let before = try await PageForm(request)["before"].flatMap({ Int64($0) }) else {
                throw Problem(.badRequest, "“before” says up to when what was trashed is meant.")
            }
            let meant = try await server.store.trash().filter { ($0.trashedAt?.milliseconds ?? .max) <= before }
            return try await purge(meant.map(\.id))
        }
        router.get("entries/:id/purge") { _, context in
            let entry = try await server.entry(context)
            guard entry.trashedAt != nil else { return seeOther("/entries/\(entry.id)") }
            return page(
                purgePage(
                    strings.trash.deleteOne, action: "entries/\(entry.id.description)/purge", before: nil,
                    entries: [entry]))
        }
        router.post("entries/:id/purge") { _, context in try await purge([try await server.entry(context).id]) }
    }

    /// Destroys what is still in the trash of these.
    private func purge(_ ids: [EntryID]) async throws -> Response {
        let report = try await server.store.purge(ids, onlyInTrash: true, now: server.now().time)
        let told = purgeNotice(report, backups: server.store.folder.keptBackups)
        var response = seeOther("/trash?\(await notices.keep(told))")
        // This browser keeps photos for good, these among them.
        response.headers[.clearSiteData] = "\"cache\""
        return response
    }
}
