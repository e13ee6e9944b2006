public import Foundation

/// Time and chance, handed in so that tests decide them.
public struct SystemContext: Sendable {
    /// The current time.
    public var now: @Sendable () -> Date
    /// A number in 0..<1.
    public var random: @Sendable () -> Double
    /// Waits; throws when the task is cancelled meanwhile.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// The computer's own clock and chance, unless said otherwise.
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
