import Hummingbird
import Journal
import Storage
import Sync

/// The settings page, and the actions of its forms.
extension PageRoutes {
    func addSettings(to router: Router<AppRequestContext>) {
        router.get("settings") { request, context in
            let record = try server.access.record()
            let remote = try await server.remote()
            let pin = if let remote { try? await server.store.pin(of: remote) } else { RemotePin?.none }
            let content = SettingsContent(
                dayEnd: try await server.store.diarySettings().dayEnd, zoneProblem: Zone.currentProblem, remote: remote,
                pin: pin,
                transfers: try await server.store.transfers(limit: 12),
                hasPassword: record.password != nil, sessions: record.sessionCount(now: server.now().time),
                tokens: record.tokens, folder: server.store.folder.path)
            return page(context.render.settingsPage(content, notice: await flashMessages.notice(on: request)))
        }
        router.post("settings/day-end") { request, context in
            let text = try await PageForm(request)["dayEnd"] ?? ""
            guard let end = DayEnd(text) else { throw Problem(.badRequest, \.dayEnd, ["time": text]) }
            try await server.store.set(.dayEnd, to: end.iso8601, now: server.now().time)
            let saved = context.render.strings.settings.daySaved(["time": end.description])
            return seeOther("/settings?\(await flashMessages.keep(notice(.good, "\(saved)")))")
        }
        router.post("settings/revoke") { request, context in
            guard let name = try await PageForm(request)["token"] else {
                throw Problem(.badRequest, \.whichToken)
            }
            guard try await server.access.update({ $0.revokeToken(named: name) }) else {
                throw Problem(.notFound, \.noToken, ["name": name])
            }
            let revoked = context.render.strings.settings.revoked
            return seeOther("/settings?\(await flashMessages.keep(notice(.good, "\(revoked)")))")
        }
        router.post("settings/sign-out") { _, context in
            try await server.access.update { $0.endSessions() }
            return signedOut(context.client)
        }
    }
}
