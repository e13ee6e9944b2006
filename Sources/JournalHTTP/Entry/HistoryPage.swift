import Journal
import Storage

extension RenderContext {
    /// The history of an entry, newest first. Overwritten values can be brought back.
    ///
    /// - Parameter skipped: how many revisions are on the previous pages.
    func historyPage(_ entry: Entry, _ history: [Revision], _ skipped: Int, notice: HTML) -> HTML {
        let words = strings.entry
        let back: HTML = "<a href=\"entries/\(entry.id.description)\">\(words.backToEntry)</a>"
        let shown = history.dropFirst(skipped).prefix(rowsAPage)
        return layout(
            title: "\(words.history) · journal", styles: [.entry],
            """
            \(notice)
            <h1>\(words.history)</h1>
            <p>\(words.ofDay.html(["entry": back, "day": dayTime(entry.moment.day)]))</p>
            <div data-live="history"><ol class="history">\(shown.map { line($0, of: entry) })</ol>
            \(rest(history.count - shown.endIndex, "entries/\(entry.id)/history?skip=\(shown.endIndex)"))</div>
            """)
    }

    private func line(_ revision: Revision, of entry: Entry) -> HTML {
        let words = strings.entry
        let time = momentTime(Moment(revision.at, in: entry.moment.zone))
        let form: HTML = """
            <form method="post" action="entries/\(entry.id.description)/history">\
            <button class="quiet" name="number" value="\(revision.number)">\(words.bringBack)</button></form>
            """
        return """
            <li class="row"><p>\(sentence(revision.event))<span class="small">\
            \(revision.isFromHere ? time : words.elsewhere.html(["time": time]))</span></p>\(revision.canBeBroughtBack && entry.trashedAt == nil ? form : .none)</li>

            """
    }

    /// What a revision changed.
    private func sentence(_ event: Change.Event) -> HTML {
        let words = strings.entry
        return switch event {
        case .moment(let moment):
            words.taken.html(["moment": momentTime(moment), "zone": "\(moment.zone.description)"])
        case .photo(let photo): words.photo.html(["width": "\(photo.width)", "height": "\(photo.height)"])
        case .felt(let felt?): words.feltThen.html(["mood": "\(strings.name(felt))"])
        case .felt(nil): "\(words.feltNoMore)"
        case .note(let note?): words.noted.html(["note": "<q dir=\"auto\">\(note)</q>"])
        case .note(nil): "\(words.noteRemoved)"
        case .tagged(let tag): words.tagged.html(["tag": HTML(isolating: tag)])
        case .untagged(let tag, _): words.untagged.html(["tag": HTML(isolating: tag)])
        case .isPrivate(let isPrivate): "\(isPrivate ? words.madePrivate : words.noLongerPrivate)"
        case .unphoto: "\(words.photoRemoved)"
        case .photoPurged: "\(words.photoDestroyed)"
        case .pick(let pick):
            pick.index.map { words.facePicked.html(["number": "\($0 + 1)"]) } ?? "\(words.largestFace)"
        case .trashed(let time): "\(time == nil ? words.restored : words.trashed)"
        case .analysis: "\(words.analysed)"
        case .setting(let name, let value):
            words.setting.html(["name": HTML(isolating: name), "value": HTML(isolating: value ?? "")])
        case .purged: "\(words.destroyed)"
        }
    }
}
