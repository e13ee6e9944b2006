import Journal
import Storage

/// An entry's state according to its jobs. Failed comes before the others, because a person must decide.
func state(of jobs: [Job]) -> Job.State {
    for state in [Job.State.failed, .skipped] where jobs.contains(where: { $0.state == state }) { return state }
    return .waiting
}

/// A waiting entry, with the jobs it waits for.
struct QueuedEntry {
    var entry: Entry
    var jobs: [Job]

    var state: Job.State { JournalHTTP.state(of: jobs) }
}

/// What the queue page shows.
struct QueueContent {
    /// The entries on this page, in the order of ``order`` and newest first.
    var shown: [QueuedEntry] = []
    /// The states of entries on all pages.
    var states: Set<Job.State> = []
    /// How many entries follow on later pages.
    var rest = 0
    /// How many entries there are up to the end of this page.
    var upToHere = 0
    /// How many photos are to be deleted from a remote.
    var deletions = 0
    /// Whether a remote is set.
    var hasRemote = true
}

extension QueueContent {
    /// Entries that a person must decide on come first.
    static let order: [Job.State] = [.failed, .waiting, .skipped]
}

extension RenderContext {
    /// What waits for the network and why, with buttons to act on it.
    func queuePage(_ content: QueueContent, notice: HTML) -> HTML {
        let words = strings.queue
        return layout(
            title: "\(strings.name(Destination.queue)) · journal", current: .queue, styles: [.queue],
            scripts: [.inPlace],
            """
            \(notice)
            <h1>\(strings.name(Destination.queue))</h1>
            \(content.states.contains(.waiting) || content.deletions > 0
            ? syncForm(words.goesOut, from: .queue, staying: true) : .none)
            <div data-live="queue">
            \(content.shown.isEmpty && content.deletions == 0 ? nothingWaits : .none)
            \(content.hasRemote || content.shown.isEmpty ? .none : "<p class=\"card notice attention\">\(words.noRemote)</p>")
            \(content.deletions > 0 ? "<p class=\"small\">\(words.deletions(content.deletions))</p>" : .none)
            \(group(.failed, words.failed, allForms, content))
            \(group(.waiting, words.waiting, .none, content))
            \(group(.skipped, words.skipped, .none, content))
            \(rest(content.rest, "queue?skip=\(content.upToHere)"))
            </div>
            """)
    }

    /// The buttons for a queued entry, on the entry's own page.
    func pushForms(_ id: EntryID, canSkip: Bool) -> HTML {
        let retry = form("queue/\(id.description)/retry?from=entry", strings.queue.retry)
        guard canSkip else { return retry }
        return """
            <div class="row">\(retry)\(form("queue/\(id.description)/skip?from=entry", strings.queue.skip))</div>\
            <p class="small">\(strings.queue.skipMeans)</p>
            """
    }

    private func retryForm(_ id: EntryID) -> HTML {
        form("queue/\(id.description)/retry", strings.queue.retry)
    }

    private func form(_ action: String, _ text: String) -> HTML {
        """
        <form method="post" action="\(action)" data-busy="\(strings.queue.busy)" data-in-place>\
        <button class="quiet" type="submit">\(text)</button></form>
        """
    }

    private var allForms: HTML {
        "<div class=\"row all\">\(form("queue/retry", strings.queue.retryAll))\(form("queue/skip", strings.queue.skipAll))</div>"
    }

    /// A link to the rest of a list of known length; empty if there is no rest.
    func rest(_ count: Int, _ target: String) -> HTML {
        count > 0 ? "<p class=\"empty\"><a href=\"\(target)\">\(strings.andMore(count))</a></p>" : .none
    }

    private var nothingWaits: HTML {
        "<div class=\"empty\"><p class=\"lead\">\(strings.queue.nothing)</p><p>\(strings.queue.nothingMore)</p></div>"
    }

    private func group(_ state: Job.State, _ title: String, _ push: HTML, _ content: QueueContent) -> HTML {
        let entries = content.shown.filter { $0.state == state }
        guard !entries.isEmpty else { return .none }
        return "<section><h2>\(title)</h2>\(push)<ul class=\"queue\">\(entries.map(row))</ul></section>"
    }

    /// Why an entry's work is not done, in sentences for people.
    private func reason(_ queued: QueuedEntry) -> String {
        let words = strings.queue
        if queued.entry.trashedAt != nil { return words.inTrash }
        let stored = queued.jobs.lazy.compactMap(\.reason).first.map { strings.remark($0) }
        let reason = stored ?? (queued.state == .skipped ? words.skippedReason : words.waits)
        let attempts = queued.jobs.map(\.attempts).max() ?? 0
        return attempts > 0 ? words.reasonTried(["reason": reason, "tried": words.tried(attempts)]) : reason
    }

    /// The photo that waits, or another one if its bytes are not here.
    private func picture(_ queued: QueuedEntry) -> HTML {
        let here = queued.entry.photos.filter(\.isHere)
        let waiting = here.first { photo in queued.jobs.contains { $0.photo == photo.sha256 } }
        guard let photo = waiting ?? here.first else { return .none }
        return """
            <img src="\(photo.path(of: queued.entry))/thumbnail" alt="" loading="lazy" width="64" height="64">
            """
    }

    private func row(_ queued: QueuedEntry) -> HTML {
        let entry = queued.entry
        let taken = strings.queue.moment.html(["day": dayTime(entry.moment.day), "time": clockTime(entry.moment)])
        let push =
            switch queued.state {
            case .failed:
                HTML("\(retryForm(entry.id))\(form("queue/\(entry.id.description)/skip", strings.queue.skip))")
            case .skipped: retryForm(entry.id)
            case .waiting: HTML.none
            }
        return """
            <li class="card"><a href="entries/\(entry.id.description)">\
            \(picture(queued))\
            <span><strong>\(taken)</strong>\
            <span class="small">\(reason(queued))</span></span></a>\(push)</li>

            """
    }
}
