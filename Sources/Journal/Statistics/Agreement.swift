/// Felt against seen: how often, and how closely, a face shows what its owner says, for entries that have both.
public struct Agreement: Equatable, Sendable {
    /// How often both have the same sign: both negative, both neutral or both positive.
    public private(set) var agreeing = 0
    /// Felt minus seen, both in −1…1. Positive: people feel better than they look.
    public private(set) var gap = Sample()

    /// None yet.
    public init() {}

    /// Adds an entry if it has both.
    public mutating func add(_ observation: Observation) {
        guard let felt = observation.felt?.valence, let seen = observation.valence else { return }
        gap.add(felt - seen)
        if Agreement.sign(felt) == Agreement.sign(seen) { agreeing += 1 }
    }

    /// How many entries have both.
    public var entries: Int { gap.count }

    /// The share that agrees, 0…1; `nil` if none has both.
    public var share: Double? {
        entries > 0 ? Double(agreeing) / Double(entries) : nil
    }

    /// The 95 % confidence interval of that share; see ``wilsonInterval(_:of:)``.
    public var shareInterval: ClosedRange<Double>? {
        wilsonInterval(agreeing, of: entries)
    }

    /// −1, 0 or 1. Values nearer to okay (0) than to bad (−0.5) or good (0.5) are neutral.
    public static func sign(_ valence: Double) -> Int {
        valence <= -0.25 ? -1 : valence >= 0.25 ? 1 : 0
    }
}
