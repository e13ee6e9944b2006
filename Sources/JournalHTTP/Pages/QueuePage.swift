import Journal
import Storage

/// An entry that waits, with the jobs it waits for.
struct QueuedEntry {
    var entry: Entry
    var jobs: [Job]

    var isWaiting: Bool {
        jobs.allSatisfy { $0.state == .waiting }
    }

    /// Why it is not done, a sentence for a person.
    var reason: String {
        let reason = jobs.lazy.compactMap(\.reason).first
        let isSkipped = jobs.contains { $0.state == .skipped }
        return reason ?? (isSkipped ? "Skipped at your wish." : "Waits for the next sync.")
    }
}

/// What waits for the network and why, with the ways to push it on.
///
/// - Parameters:
///   - shown: the entries on this page.
///   - count: how many there are in all.
func queuePage(_ shown: [QueuedEntry], count: Int, notice: HTML) -> HTML {
    let waiting = shown.filter(\.isWaiting)
    let aside = shown.filter { !$0.isWaiting }
    let rest = count - shown.count
    return layout(
        title: "Queue · journal", current: .queue, styles: [.queue],
        """
        \(notice)
        <h1>Queue</h1>
        \(shown.isEmpty ? nothingWaits : .none)
        \(waiting.isEmpty ? .none : syncForm("These photos go out and are analysed with the next sync.", from: .queue))
        \(list(waiting))
        \(aside.isEmpty ? .none : "<h2>Set aside</h2>\(list(aside))")
        \(rest > 0 ? "<p class=\"empty\">And \(rest) more.</p>" : .none)
        """)
}

/// Asks for another try of an entry that was set aside.
func retryForm(_ id: EntryID) -> HTML {
    """
    <form method="post" action="queue/\(id.description)/retry" data-busy="One moment…">\
    <button class="quiet" type="submit">Try again</button></form>
    """
}

private let nothingWaits: HTML = """
    <div class="empty"><p class="lead">Nothing waits.</p><p>Every photo that may be analysed is.</p></div>
    """

private func list(_ entries: [QueuedEntry]) -> HTML {
    entries.isEmpty ? .none : "<ul class=\"queue\">\(entries.map(row))</ul>"
}

private func row(_ queued: QueuedEntry) -> HTML {
    let entry = queued.entry
    return """
        <li class="card"><a href="entries/\(entry.id.description)">\
        <img src="api/v1/entries/\(entry.id.description)/thumbnail" alt="" loading="lazy" width="64" height="64">\
        <span><strong>\(dayTime(entry.moment.day)), \(clockTime(entry.moment))</strong>\
        <span class="small">\(queued.reason)</span></span></a>\(queued.isWaiting ? .none : retryForm(entry.id))</li>

        """
}
