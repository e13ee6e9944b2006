import Journal
import Messages
import Storage
import Sync

/// What the settings page shows.
struct SettingsContent {
    /// When the author's day ends.
    var dayEnd = DayEnd.midnight
    /// What is odd about this machine's time zone.
    var zoneProblem: CodedMessage?
    /// Where photos go.
    var remote: String?
    /// What the journal knows of it; `nil` if nothing yet.
    var pin: RemotePin?
    /// The latest transfers from this machine, newest first.
    var transfers: [Transfer] = []
    /// Whether there is a password.
    var hasPassword = false
    /// How many browsers are signed in.
    var sessions = 0
    /// The tokens for programs.
    var tokens: [AccessRecord.Token] = []
    /// The journal's folder.
    var folder = ""
}

extension RenderContext {
    /// When the day ends, where photos go and have gone, who may see the journal, and where it is stored.
    func settingsPage(_ content: SettingsContent, notice: HTML) -> HTML {
        let words = strings.settings
        return layout(
            title: "\(strings.name(Destination.settings)) · journal", current: .settings, styles: [.settings],
            """
            \(notice)
            <h1>\(strings.name(Destination.settings))</h1>
            <div class="settings" data-live="settings">
            <section class="card"><h2>\(words.day)</h2>\(day(content.dayEnd))\(zone(content.zoneProblem))</section>
            <section class="card"><h2>\(words.access)</h2>\(access(content))</section>
            <section class="card"><h2>\(words.tokens)</h2>\(tokens(content.tokens))</section>
            <section class="card"><h2>\(words.remote)</h2>\(remote(content))</section>
            <section class="card"><h2>\(words.left)</h2>\(transfers(content.transfers))</section>
            <section class="card"><h2>\(words.place)</h2><p><code dir="auto">\(content.folder)</code></p>\
            <p class="small">\(words.placeMore)</p><p><code>journal backup FILE</code></p></section>
            <section class="card"><h2>\(words.appearance)</h2><p>\(words.appearanceMore)</p>\
            <button class="quiet" type="button" data-keys hidden>\(words.keys)</button></section>
            </div>
            """)
    }

    private func day(_ end: DayEnd) -> HTML {
        let words = strings.settings
        return """
            <form class="row" method="post" action="settings/day-end"><label>\(words.dayEnds) \
            <input type="time" name="dayEnd" value="\(end.iso8601)" max="12:00" required></label>\
            <button class="quiet" type="submit">\(words.save)</button></form><p class="small">\(words.dayMore)</p>
            """
    }

    private func zone(_ problem: CodedMessage?) -> HTML {
        guard let problem else { return .none }
        return "<p class=\"problem\">\(strings.remark(problem))</p><p class=\"small\">\(strings.settings.zoneMore)</p>"
    }

    private func access(_ content: SettingsContent) -> HTML {
        let words = strings.settings
        guard content.hasPassword else { return "<p>\(words.noPassword)</p><p><code>journal password</code></p>" }
        return """
            <p>\(words.hasPassword)</p><p><code>journal password</code></p><form class="row" method="post" action="settings/sign-out">\
            <span>\(words.signedIn(content.sessions))</span>\
            <button class="quiet" type="submit">\(words.signOutAll)</button></form>
            """
    }

    private func tokens(_ tokens: [AccessRecord.Token]) -> HTML {
        let words = strings.settings
        guard !tokens.isEmpty else { return "<p>\(words.noTokens)</p><p><code>journal token new NAME</code></p>" }
        let items = tokens.map { token -> HTML in
            let day = LocalTime(Timestamp(milliseconds: token.created), in: .utc).day
            return """
                <li><span><b dir="auto">\(token.name)</b> <span class="small">\(words.made.html(["day": dateTime(day)]))</span></span>\
                <form method="post" action="settings/revoke"><input type="hidden" name="token" value="\(token.name)">\
                <button class="quiet" type="submit" aria-label="\(words.revokeNamed(["name": isolated(token.name)]))">\(words.revoke)</button></form></li>
                """
        }
        return "<ul class=\"list\">\(items)</ul>"
    }

    private func remote(_ content: SettingsContent) -> HTML {
        let words = strings.settings
        guard let address = content.remote else {
            return "<p>\(words.noRemote)</p><p><code>journal remote init s3://my-bucket/journal</code></p>"
        }
        let place: HTML = "<p>\(words.goesTo.html(["remote": "<code dir=\"auto\">\(address)</code>"]))</p>"
        guard let pin = content.pin else { return place }
        guard pin.isSealed else {
            return "\(place)<p>\(words.notEncrypted)</p><p><code>journal remote encrypt</code></p>"
        }
        let day = LocalTime(Timestamp(milliseconds: pin.since), in: .utc).day
        return "\(place)<p>\(words.encrypted.html(["day": dateTime(day)]))</p>"
    }

    private func transfers(_ transfers: [Transfer]) -> HTML {
        let words = strings.settings
        guard !transfers.isEmpty else { return "<p>\(words.nothingLeft)</p>" }
        let items = transfers.map { transfer -> HTML in
            let sentence =
                switch transfer.kind {
                case .upload: words.uploaded
                case .analyze: words.shown
                case .delete: words.deleted
                }
            let place: HTML =
                transfer.kind == .analyze ? HTML(isolating: analyzer(transfer.place)) : self.place(transfer.place)
            let time = momentTime(Moment(transfer.at, in: .utc))
            let what = transfer.entry.map { HTML("<a href=\"entries/\($0.description)\">\(words.photo)</a>") }
            return """
                <li><span>\(sentence.html(["photo": what ?? "\(words.aPhoto)", "place": place]))</span> \
                <span class="small">\(words.universalTime.html(["moment": time]))</span></li>
                """
        }
        return """
            <p class="small">\(words.leftMore)</p><p><code>journal remote audit</code></p><ul class="list">\(items)</ul>
            """
    }

    private func place(_ stored: String) -> HTML {
        let place = RemotePlace(stored: stored)
        let address: HTML = "<code dir=\"auto\">\(place.address)</code>"
        return place.isSealed ? strings.settings.encryptedPlace.html(["place": address]) : address
    }

    private func analyzer(_ name: String) -> String {
        name == "rekognition" ? "Amazon Rekognition" : name
    }
}
