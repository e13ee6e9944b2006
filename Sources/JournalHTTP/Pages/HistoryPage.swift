import Journal
import Storage

/// Everything that happened to an entry, newest first; what was written over can be brought back.
func historyPage(_ entry: Entry, _ history: [Revision], notice: HTML) -> HTML {
    let words = strings.entry
    return layout(
        title: "\(words.history) · journal", styles: [.entry],
        """
        \(notice)
        <h1>\(words.history)</h1>
        <p><a href="entries/\(entry.id.description)">\(words.backToEntry)</a>: \(dayTime(entry.moment.day))</p>
        <ol class="history" data-live="history">\(history.prefix(100).map { line($0, of: entry) })</ol>
        \(history.count > 100 ? "<p class=\"empty\">\(strings.andMore(history.count - 100))</p>" : .none)
        """)
}

private func line(_ revision: Revision, of entry: Entry) -> HTML {
    let words = strings.entry
    let form: HTML = """
        <form method="post" action="entries/\(entry.id.description)/history">\
        <button class="quiet" name="number" value="\(revision.number)">\(words.bringBack)</button></form>
        """
    return """
        <li class="row"><p>\(words.sentence(revision.event))<span class="small">\
        \(momentTime(Moment(revision.at, in: entry.moment.zone)))\(revision.isFromHere ? "" : ", \(words.elsewhere)")\
        </span></p>\(revision.canBeBroughtBack && entry.trashedAt == nil ? form : .none)</li>

        """
}
