public import Foundation

/// Time and randomness, passed in so that tests can control them.
public struct SystemContext: Sendable {
    /// The current time.
    public var now: @Sendable () -> Date
    /// A number in 0..<1.
    public var random: @Sendable () -> Double
    /// Waits; throws if the task is cancelled in the meantime.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// The computer's own clock and randomness, unless given others.
    public init(
        now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.random = random
        self.sleep = sleep
    }
}
