/// How many calls a second go to one service: as many as come, until it asks for fewer. Then seven tenths of what it was
/// sent, and with every second that it does not complain again a quarter more, or one call more where that is more.
///
/// All calls of a session share it, so a sync settles near what the service allows, and is soon as quick as ever when a
/// complaint was the only one. A pure value: it neither sleeps nor sends.
struct RateLimiter: Equatable, Sendable {
    /// Calls a second; `nil` as long as the service has not asked for fewer.
    private(set) var rate: Double?
    private var recentStarts: [ContinuousClock.Instant] = []
    private var nextStart: ContinuousClock.Instant?
    private var lastCut: ContinuousClock.Instant?

    /// What is left of the rate after a complaint.
    static let cut = 0.7
    /// Calls a second that are made however much a service complains.
    static let slowest = 0.5

    /// Gives a call its place: how long it waits from `now` on, and when it starts by that.
    mutating func reserve(at now: ContinuousClock.Instant) -> (wait: Duration, start: ContinuousClock.Instant) {
        let start = rate == nil ? now : max(now, nextStart ?? now)
        if let rate { nextStart = start + .seconds(1 / rate) }
        if recentStarts.count == 32 { recentStarts.removeFirst() }
        recentStarts.append(start)
        return (now.duration(to: start), start)
    }

    /// Takes note of how a call ended that had started at `start`.
    mutating func note(
        _ outcome: AttemptOutcome, startedAt start: ContinuousClock.Instant, now: ContinuousClock.Instant
    ) {
        switch outcome {
        case .throttled:
            // Calls that were under way at the last complaint say nothing about the rate since then.
            if let lastCut, start < lastCut { return }
            lastCut = now
            rate = max(Self.slowest, min(rate ?? .infinity, measuredRate(now)) * Self.cut)
        case .success:
            if let rate { self.rate = rate + max(rate / 4, 1) / max(rate, 1) }
        case .transient, .skewed, .final:
            break
        }
    }

    /// Calls a second that were made lately.
    private func measuredRate(_ now: ContinuousClock.Instant) -> Double {
        let made = recentStarts.filter { $0 <= now }
        guard let first = made.first else { return Self.slowest }
        return Double(made.count) / max(first.duration(to: now) / .seconds(1), 0.1)
    }
}
