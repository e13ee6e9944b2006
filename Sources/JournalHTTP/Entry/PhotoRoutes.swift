import HTTPTypes
import Hummingbird
import Journal
import Storage

extension PageRoutes {
    func addPhotos(to router: Router<AppRequestContext>) {
        router.post("entries/:id/photos") { request, context in
            let id = try id(context)
            try await server.requireEntry(id)
            _ = try await server.add(try await Upload(server).photos(request), to: id)
            let told = notice(.good, "\(context.render.strings.entry.photosAdded)")
            return seeOther("/entries/\(id)?\(await flashMessages.keep(told))")
        }
        router.post("entries/:id/photos/:sha256/remove") { _, context in
            let (id, name) = (try id(context), try photoName(context))
            var edit = Edit()
            edit.removedPhotos = [name]
            _ = try await server.store.edit(id, edit, now: server.now().time)
            let words = context.render.strings.entry
            let history: HTML = "<a href=\"entries/\(id.description)/history\">\(words.historyLink)</a>"
            let told = notice(.good, words.photoGone.html(["history": history]))
            return seeOther("/entries/\(id)?\(await flashMessages.keep(told))")
        }
        router.get("entries/:id/photos/:sha256/purge") { _, context in try await askToPurgePhoto(context) }
        router.post("entries/:id/photos/:sha256/purge") { request, context in
            if let problem = try await server.unconfirmed(context, { try await PageForm(request) }) {
                return try await askToPurgePhoto(context, problem)
            }
            let (id, name) = (try id(context), try photoName(context))
            let report = try await server.store.purgePhotos([name], of: id, now: server.now().time)
            let told = context.render.purgeNotice(report, backups: server.store.folder.keptBackups)
            var response = seeOther("/entries/\(id)?\(await flashMessages.keep(told))")
            // This browser caches photos forever, including this one.
            response.headers[.clearSiteData] = "\"cache\""
            return response
        }
    }

    private func askToPurgePhoto(
        _ context: AppRequestContext, _ problem: PasswordCheck.Answer? = nil
    ) async throws -> Response {
        let (entry, name) = (try await server.entry(context), try photoName(context))
        guard let photo = entry.photos.first(where: { $0.sha256 == name }) else { throw noSuchPhoto(entry.id) }
        return ask(context, problem) { context.render.photoPurgePage(photo, of: entry, password: $0) }
    }
}
