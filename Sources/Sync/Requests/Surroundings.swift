import Foundation
public import Journal

/// Time and chance, handed in so that tests decide them.
public struct Surroundings: Sendable {
    /// The current time.
    public var now: @Sendable () -> Timestamp
    /// A number in 0..<1.
    public var random: @Sendable () -> Double
    /// Waits; throws when the task is cancelled meanwhile.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// The computer's own clock and chance, unless said otherwise.
    public init(
        now: @escaping @Sendable () -> Timestamp = Self.systemClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.random = random
        self.sleep = sleep
    }

    /// The computer's clock.
    @Sendable public static func systemClock() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
}
