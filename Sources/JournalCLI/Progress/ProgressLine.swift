import Sync
import Synchronization

/// A line that shows the progress of a sync on a terminal; nothing without a terminal.
final class ProgressLine: Sendable {
    private let state: Mutex<State>

    private struct State {
        var progress: SyncProgress
        var drawn: ContinuousClock.Instant
    }

    /// Shows that none of the waiting work is done yet.
    init(_ forecast: SyncForecast) {
        let now = ContinuousClock.now
        let progress = SyncProgress(
            tasks: forecast.tasks, photos: forecast.photos, analyses: forecast.analyses, at: now)
        state = Mutex(State(progress: progress, drawn: now))
        if forecast.tasks > 0 { draw(state.withLock { $0.progress }) }
    }

    /// Notes the progress, and redraws the line unless it was drawn a moment ago and there is more to come.
    func note(_ summary: SyncSummary) {
        let now = ContinuousClock.now
        let due = state.withLock { state in
            state.progress.note(summary, at: now)
            let isDue = state.progress.isComplete || state.drawn.duration(to: now) >= .milliseconds(100)
            guard isDue else { return SyncProgress?.none }
            state.drawn = now
            return state.progress
        }
        if let due { draw(due) }
    }

    /// Clears the line.
    func end() {
        Terminal.status("")
    }

    private func draw(_ progress: SyncProgress) {
        // The width is read each time, since windows can be resized.
        Terminal.status(progress.line(columns: Terminal.statusColumns))
    }
}
