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
        router.get("trash/empty") { _, context in try await askToEmpty(context) }
        router.post("trash/empty") { request, context in
            // The confirmation covered only what was in the trash at that time.
            let form = try await PageForm(request)
            guard let before = form["before"].flatMap({ Int64($0) }) else {
                throw Problem(.badRequest, \.trashedBefore)
            }
            if let problem = try await server.unconfirmed(context, { form }) {
                return try await askToEmpty(context, problem)
            }
            let meant = try await server.store.trash().value.filter { ($0.trashedAt?.milliseconds ?? .max) <= before }
            return try await purge(meant.map(\.id), context.render)
        }
        router.get("entries/:id/purge") { _, context in
            try await askToPurge(try await server.entry(context), context)
        }
        router.post("entries/:id/purge") { request, context in
            let entry = try await server.entry(context)
            if let problem = try await server.unconfirmed(context, { try await PageForm(request) }) {
                return try await askToPurge(entry, context, problem)
            }
            return try await purge([entry.id], context.render)
        }
    }

    private func askToEmpty(
        _ context: AppRequestContext, _ problem: PasswordCheck.Answer? = nil
    ) async throws -> Response {
        let last = try await server.store.trash(limit: 5).entries
        guard let time = last.first?.trashedAt else { return seeOther("/trash") }
        let question = context.render.strings.trash.deleteAll(try await server.store.trashCount())
        return ask(context, problem) {
            context.render.purgePage(question, action: "trash/empty", before: time, entries: last, password: $0)
        }
    }

    private func askToPurge(
        _ entry: Entry, _ context: AppRequestContext, _ problem: PasswordCheck.Answer? = nil
    ) async throws -> Response {
        guard entry.trashedAt != nil else { return seeOther("/entries/\(entry.id)") }
        return ask(context, problem) {
            context.render.purgePage(
                context.render.strings.trash.deleteOne, action: "entries/\(entry.id.description)/purge", before: nil,
                entries: [entry], password: $0)
        }
    }

    /// A page that asks before something is destroyed, for the password, too, if it must be given again.
    func ask(
        _ context: AppRequestContext, _ problem: PasswordCheck.Answer?, _ question: (HTML) -> HTML
    ) -> Response {
        let isDue = server.passwords.isDue(context.client)
        return context.render.asking(
            problem, wrong: .forbidden, question(isDue ? context.render.passwordAgain(problem) : .none))
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
