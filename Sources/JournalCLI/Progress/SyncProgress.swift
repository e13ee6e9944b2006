import Sync

/// The progress of a sync: how much is done, how fast in the last seconds, and how long the rest will take at that rate.
struct SyncProgress {
    private let tasks: Int
    private let photos: Int
    private let analyses: Int
    private var summary = SyncSummary()
    /// Samples from the last seconds, the oldest first.
    private var past: [Sample]

    private struct Sample {
        var time: ContinuousClock.Instant
        var summary: SyncSummary
    }

    /// The period over which rates are measured.
    static let window = Duration.seconds(10)

    /// The start of a sync, with the numbers of photos to process, photos to send and analyses to make.
    init(tasks: Int, photos: Int, analyses: Int, at start: ContinuousClock.Instant) {
        self.tasks = tasks
        self.photos = photos
        self.analyses = analyses
        past = [Sample(time: start, summary: summary)]
    }

    /// Notes the progress so far.
    mutating func note(_ summary: SyncSummary, at now: ContinuousClock.Instant) {
        self.summary = summary
        past.append(Sample(time: now, summary: summary))
        while past.count > 2, past[1].time.duration(to: now) >= Self.window { past.removeFirst() }
    }

    /// Whether nothing is left to do.
    var isComplete: Bool { summary.finished >= tasks }

    /// "███████░░░  65 of 100  12 s left  3.0 photos/s  0.8 MB/s  35 analyses left", no wider than `columns`.
    func line(columns: Int) -> String {
        var bar = ProgressBar(done: summary.finished, total: max(tasks, summary.finished))
        if let first = past.first, let last = past.last, first.time < last.time {
            let seconds = first.time.duration(to: last.time) / .seconds(1)
            let rate = Double(last.summary.finished - first.summary.finished) / seconds
            if rate > 0 {
                bar.details.append(Quantity.time(.seconds(Double(bar.total - bar.done) / rate)) + " left")
            }
            if photos > 0 {
                let sent = Double(last.summary.uploaded - first.summary.uploaded)
                let bytes = Double(last.summary.sentBytes - first.summary.sentBytes)
                bar.details.append(Quantity.rate(sent / seconds) + " photos/s")
                bar.details.append(Quantity.rate(bytes / seconds / 1e6) + " MB/s")
            }
        }
        let asked = analyses - summary.analyzed
        if asked > 0 { bar.details.append(Quantity.of(asked, "analysis", "analyses") + " left") }
        return bar.line(columns: columns)
    }
}
