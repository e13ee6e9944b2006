/// How one attempt ended, as far as trying again is concerned.
enum AttemptOutcome: Equatable, Sendable {
    case success
    /// A broken connection, a 5xx, or whatever else passes by itself.
    case transient
    /// The service asks for less.
    case throttled
    /// The service finds our clock wrong; its own has been noted.
    case skewed
    /// Nothing that trying again would change, being offline included.
    case final
}

/// What to do after an attempt.
enum RetryDecision: Equatable, Sendable {
    case stop
    case retry(after: Duration)
}

/// The retries of one request, by the rules of the AWS SDKs' standard mode: a few attempts, a random share of a wait
/// that doubles, and a budget shared by all requests that keeps a failing service from being hammered.
///
/// A pure value: it neither sleeps nor sends. Source: "Retry behavior" in the AWS SDKs and Tools Reference Guide.
struct RetrySchedule: Equatable, Sendable {
    private let maxAttempts: Int
    private var attempts = 0
    private var hasCorrectedClock = false
    private var borrowed: Int?

    /// The longest wait, before its random share is taken.
    static let longestWait = 20.0

    init(maxAttempts: Int) {
        self.maxAttempts = maxAttempts
    }

    /// Takes note of an attempt's end and says what follows.
    ///
    /// - Parameter random: in 0..<1, the share of the wait that is taken.
    mutating func next(after outcome: AttemptOutcome, budget: inout RetryBudget, random: Double) -> RetryDecision {
        attempts += 1
        switch outcome {
        case .success:
            budget.giveBack(borrowed ?? RetryBudget.reward)
            return .stop
        case .final:
            return .stop
        case .skewed:
            if hasCorrectedClock { return .stop }
            hasCorrectedClock = true
            return .retry(after: .zero)
        case .transient, .throttled:
            guard attempts < maxAttempts, budget.take(RetryBudget.cost) else { return .stop }
            borrowed = RetryBudget.cost
            let doubled = attempts <= 5 ? Double(1 << (attempts - 1)) : Self.longestWait
            return .retry(after: .seconds(random * min(doubled, Self.longestWait)))
        }
    }
}

/// The tokens that all requests of a client share; a retry costs some, success earns them back.
struct RetryBudget: Equatable, Sendable {
    static let capacity = 500
    static let cost = 5
    static let reward = 1

    private(set) var available = capacity

    mutating func take(_ amount: Int) -> Bool {
        guard available >= amount else { return false }
        available -= amount
        return true
    }

    mutating func giveBack(_ amount: Int) {
        available = min(Self.capacity, available + amount)
    }
}
