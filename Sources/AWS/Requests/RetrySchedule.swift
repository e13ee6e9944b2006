/// How an attempt ended, as far as it matters for a retry.
enum AttemptOutcome: Equatable, Sendable {
    case success
    /// A broken connection, a 5xx, or another failure that passes by itself.
    case transient
    /// The service asks for fewer calls.
    case throttled
    /// The service says that our clock is wrong; its own time has been noted.
    case skewed
    /// Trying again would not help. This includes being offline.
    case final
}

/// What to do after an attempt.
enum RetryDecision: Equatable, Sendable {
    case stop
    case retry(after: Duration)
}

/// The retries of a request, by the rules of the AWS SDKs' standard mode: a few attempts, waits of a random share of a
/// time that doubles, and a budget shared by all requests that protects a failing service from too many of them.
///
/// A pure value: it neither sleeps nor sends. Source: "Retry behavior" in the AWS SDKs and Tools Reference Guide.
struct RetrySchedule: Equatable, Sendable {
    private let maxAttempts: Int
    private var attempts = 0
    private var hasCorrectedClock = false
    private var borrowed: Int?

    /// The longest wait in seconds, before its random share is taken.
    static let longestWait = 20.0

    init(maxAttempts: Int) {
        self.maxAttempts = maxAttempts
    }

    /// Notes how an attempt ended, and decides what to do next.
    ///
    /// - Parameter random: in 0..<1, the share of the wait to take.
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

/// Tokens that all requests of a client share; a retry costs some, a success earns them back.
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
