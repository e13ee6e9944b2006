import Journal
import Storage

/// Everything that happened to an entry, newest first; what was written over can be brought back.
///
/// - Parameter skipped: how many revisions stand on the pages before.
func historyPage(_ entry: Entry, _ history: [Revision], _ skipped: Int, notice: HTML) -> HTML {
    let words = strings.entry
    let shown = history.dropFirst(skipped).prefix(rowsAPage)
    return layout(
        title: "\(words.history) · journal", styles: [.entry],
        """
        \(notice)
        <h1>\(words.history)</h1>
        <p><a href="entries/\(entry.id.description)">\(words.backToEntry)</a>: \(dayTime(entry.moment.day))</p>
        <div data-live="history"><ol class="history">\(shown.map { line($0, of: entry) })</ol>
        \(rest(history.count - shown.endIndex, "entries/\(entry.id)/history?skip=\(shown.endIndex)"))</div>
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
