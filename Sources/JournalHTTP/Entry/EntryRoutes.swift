import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addEntry(to router: Router<AppRequestContext>) {
        router.get("entries/:id") { request, context in
            let told = await flashMessages.notice(on: request)
            let synced = await lastSync.notice(on: request, in: context.render)
            return page(context.render.entryPage(try await server.entry(context), notice: "\(told)\(synced)"))
        }
        router.post("entries/:id/edit") { request, context in
            let (id, form) = (try id(context), try await PageForm(request))
            _ = try await server.store.edit(id, now: server.now().time) { entry in try Edit(form, of: entry) }
            let saved = context.render.strings.entry.saved
            return seeOther("/entries/\(id)?\(await flashMessages.keep(notice(.good, "\(saved)")))")
        }
        router.get("entries/:id/history") { request, context in
            let entry = try await server.entry(context)
            let history = try await server.store.history(of: entry.id)
            let told = await flashMessages.notice(on: request)
            return page(
                context.render.historyPage(entry, history, PageQuery(request).skipped(of: history.count), notice: told))
        }
        router.post("entries/:id/history") { request, context in
            let id = try id(context)
            guard let number = try await PageForm(request)["number"].flatMap({ Int($0) }) else {
                throw Problem(.badRequest, \.revisionNumber)
            }
            _ = try await server.store.bringBack(revision: number, of: id, now: server.now().time)
            let told = await flashMessages.keep(notice(.good, "\(context.render.strings.entry.broughtBack)"))
            return seeOther("/entries/\(id)?\(told)")
        }
    }
}
