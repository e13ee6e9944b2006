import Messages
import Foundation
import Journal
import Sync
import Synchronization

/// Reports what a watch does, each thing once: an unchanged state is not repeated at every attempt.
final class WatchReport: Sendable {
    private let context: Context
    private let isVerbose: Bool
    private let lastTold = Mutex<String?>(nil)

    /// - Parameter isVerbose: whether to report what wakes it, too.
    init(_ context: Context, isVerbose: Bool = false) {
        self.context = context
        self.isVerbose = isVerbose
    }

    func tell(_ event: SyncWatch.Event) {
        switch event {
        case .woken(let reason): if isVerbose { Terminal.say(reason) }
        case .hindered(let problem): tellOnce(problem.english) { context.say(problem.english) }
        case .synced(let summary): tell(summary)
        }
    }

    private func tell(_ summary: SyncSummary) {
        let hindrance = SyncCommand.hindrance(summary)?.message ?? ""
        let didSomething = summary.uploaded + summary.analyzed + summary.failed > 0
        if context.printsJSON {
            let line = (try? jsonLine(summary)) ?? .init()
            if didSomething { Terminal.print(line) }
            tellOnce(hindrance) { if !didSomething, !hindrance.isEmpty { Terminal.print(line) } }
        } else {
            // An empty queue is worth mentioning only at the start.
            let isFirst = lastTold.withLock { $0 == nil }
            if didSomething || isFirst, let sentence = SyncCommand.sentence(summary) { context.say(sentence) }
            tellOnce(hindrance) { if !hindrance.isEmpty { context.say(hindrance) } }
        }
    }

    private func tellOnce(_ text: String, _ body: () -> Void) {
        let isNew = lastTold.withLock { last in
            defer { last = text }
            return last != text
        }
        if isNew { body() }
    }
}
