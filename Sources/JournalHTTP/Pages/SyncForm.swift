import Hummingbird
import Journal
import Sync

/// The page a sync was asked for on, which is where its result is shown.
enum SyncOrigin {
    case timeline, queue
    case entry(EntryID)

    /// The origin that a form named; the timeline for anything unknown, so that nobody can send visitors elsewhere.
    init(_ name: String?) {
        if name == "queue" {
            self = .queue
        } else {
            self = name.flatMap { EntryID($0) }.map(SyncOrigin.entry) ?? .timeline
        }
    }

    var name: String {
        switch self {
        case .timeline: "timeline"
        case .queue: "queue"
        case .entry(let id): id.description
        }
    }

    var path: String {
        switch self {
        case .timeline: "/"
        case .queue: "/queue"
        case .entry(let id): "/entries/\(id)"
        }
    }
}

/// A sentence and the button that starts a sync.
func syncForm(_ sentence: String, from origin: SyncOrigin) -> HTML {
    """
    <form class="sync" method="post" action="sync?from=\(origin.name)" data-busy="Syncing…"><p>\(sentence)</p>\
    <button type="submit" class="quiet">Sync now</button></form>
    """
}

/// What the last sync asked for in the browser came to. It is kept here, not in the address it leads to: its reason
/// can then not be made up by whoever writes a link.
actor LastSync {
    private(set) var summary: SyncSummary?

    func keep(_ summary: SyncSummary) {
        self.summary = summary
    }

    /// The result as a notice, on the page that a sync leads back to; nothing on every other visit.
    func notice(on request: Request) -> HTML {
        guard request.uri.queryParameters["synced"] != nil, let summary else { return .none }
        return syncNotice(summary)
    }
}

private func syncNotice(_ summary: SyncSummary) -> HTML {
    guard summary.waiting + summary.failed > 0 else {
        let isIdle = summary.analyzed == 0
        return notice(.good, "\(isIdle ? "Nothing was waiting." : "Synced: \(entries(summary.analyzed)) analysed.")")
    }
    var sentences: [String] = summary.analyzed > 0 ? ["\(entries(summary.analyzed)) analysed."] : []
    if summary.failed > 0 {
        sentences.append("\(entries(summary.failed)) \(summary.failed == 1 ? "was" : "were") set aside.")
    }
    if summary.waiting > 0 {
        sentences.append("\(entries(summary.waiting)) still \(summary.waiting == 1 ? "waits" : "wait").")
    }
    if let reason = summary.reason { sentences.append(reason) }
    return notice(.attention, "\(sentences.joined(separator: " ")) <a href=\"queue\">See the queue</a>")
}
