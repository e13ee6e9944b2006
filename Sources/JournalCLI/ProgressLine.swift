import Sync
import Synchronization

/// The line of a terminal that shows how far a sync is; nothing where there is no terminal.
final class ProgressLine: Sendable {
    private let state: Mutex<State>

    private struct State {
        var progress: SyncProgress
        var drawn: ContinuousClock.Instant
    }

    /// Shows that nothing is done yet of what waits.
    init(_ forecast: SyncForecast) {
        let now = ContinuousClock.now
        let progress = SyncProgress(
            entries: forecast.entries, photos: forecast.photos, analyses: forecast.analyses, at: now)
        state = Mutex(State(progress: progress, drawn: now))
        if forecast.entries > 0 { draw(state.withLock { $0.progress }) }
    }

    /// Notes how far it is, and shows it unless something was shown just now.
    func note(_ summary: SyncSummary) {
        let now = ContinuousClock.now
        let due = state.withLock { state in
            state.progress.note(summary, at: now)
            guard state.drawn.duration(to: now) >= .milliseconds(100) else { return SyncProgress?.none }
            state.drawn = now
            return state.progress
        }
        if let due { draw(due) }
    }

    /// Wipes the line away.
    func end() {
        Terminal.status("")
    }

    private func draw(_ progress: SyncProgress) {
        // The width is asked for each time: windows change.
        Terminal.status(progress.line(columns: Terminal.statusColumns))
    }
}
