import Hummingbird
import Journal
import Sync

/// The page that started a sync, which also shows its result.
enum SyncOrigin {
    case timeline, queue
    case entry(EntryID)

    /// The origin named in a form; the timeline if it is unknown, so that no link can redirect visitors elsewhere.
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

/// The result of the last sync started in the browser. It is stored here, not in the address, so that a link cannot
/// make up a reason.
actor LastSync {
    private(set) var summary: SyncSummary?

    func keep(_ summary: SyncSummary) {
        self.summary = summary
    }

    /// The result as a notice, on the page that a sync leads back to; empty on every other request.
    func notice(on request: Request, in context: RenderContext) -> HTML {
        guard request.uri.queryParameters["synced"] != nil, let summary else { return .none }
        return context.syncNotice(summary)
    }
}

extension RenderContext {
    /// A sentence and the button to start a sync.
    ///
    /// - Parameter staying: whether a script submits it without leaving the page, which then goes on showing changes.
    func syncForm(_ sentence: String, from origin: SyncOrigin, staying: Bool = false) -> HTML {
        """
        <form class="sync" method="post" action="sync?from=\(origin.name)" data-busy="\(strings.sync.busy)"\
        \(staying ? " data-in-place" : .none)><p>\(sentence)</p>\
        <button type="submit" class="quiet">\(strings.sync.now)</button></form>
        """
    }

    fileprivate func syncNotice(_ summary: SyncSummary) -> HTML {
        let words = strings.sync
        guard summary.waiting + summary.failed > 0 else {
            return notice(.good, "\(summary.analyzed == 0 ? words.idle : words.synced(summary.analyzed))")
        }
        var sentences: [String] = summary.analyzed > 0 ? [words.analyzed(summary.analyzed)] : []
        if summary.failed > 0 { sentences.append(words.failed(summary.failed)) }
        if summary.waiting > 0 { sentences.append(words.waiting(summary.waiting)) }
        if let reason = summary.reason { sentences.append(strings.remark(reason)) }
        return notice(
            .attention, "\(sentences.joined(separator: " ")) <a href=\"queue\">\(words.seeQueue)</a>")
    }
}
