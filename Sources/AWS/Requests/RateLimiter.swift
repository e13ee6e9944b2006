/// How many calls per second go to a service: no limit, until it asks for fewer. Then the rate drops to 70 % of what
/// was sent, and grows again by a quarter per second without another complaint, or by one call per second if that is
/// more.
///
/// All calls of a session share a limiter, so a sync converges on what the service allows, and soon regains full speed
/// after a single complaint. A pure value: it neither sleeps nor sends.
struct RateLimiter: Equatable, Sendable {
    /// Calls per second; `nil` until the service asks for fewer.
    private(set) var rate: Double?
    private var recentStarts: [ContinuousClock.Instant] = []
    private var nextStart: ContinuousClock.Instant?
    private var lastCut: ContinuousClock.Instant?

    /// The share of the rate that is left after a complaint.
    static let cut = 0.7
    /// Calls per second that are made however much a service complains.
    static let slowest = 0.5

    /// Reserves a slot for a call. Returns how long it must wait, counted from `now`, and when it then starts.
    mutating func reserve(at now: ContinuousClock.Instant) -> (wait: Duration, start: ContinuousClock.Instant) {
        let start = rate == nil ? now : max(now, nextStart ?? now)
        if let rate { nextStart = start + .seconds(1 / rate) }
        if recentStarts.count == 32 { recentStarts.removeFirst() }
        recentStarts.append(start)
        return (now.duration(to: start), start)
    }

    /// Notes how a call ended that started at `start`.
    mutating func note(
        _ outcome: AttemptOutcome, startedAt start: ContinuousClock.Instant, now: ContinuousClock.Instant
    ) {
        switch outcome {
        case .throttled:
            // Calls already in progress at the last complaint say nothing about the rate since then.
            if let lastCut, start < lastCut { return }
            lastCut = now
            rate = max(Self.slowest, min(rate ?? .infinity, measuredRate(now)) * Self.cut)
        case .success:
            if let rate { self.rate = rate + max(rate / 4, 1) / max(rate, 1) }
        case .transient, .skewed, .final:
            break
        }
    }

    /// The recent rate, in calls per second.
    private func measuredRate(_ now: ContinuousClock.Instant) -> Double {
        let made = recentStarts.filter { $0 <= now }
        guard let first = made.first else { return Self.slowest }
        return Double(made.count) / max(first.duration(to: now) / .seconds(1), 0.1)
    }
}
