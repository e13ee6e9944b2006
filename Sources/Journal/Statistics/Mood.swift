/// How pleasant an entry is, in −1…1: what its author felt if they said so, otherwise what their face shows.
///
/// - Parameter valence: what the face shows; see ``Face/valence``.
public func mood(felt: Felt?, seen valence: Double?) -> Double? {
    felt?.valence ?? valence
}

extension Entry {
    /// How pleasant it is, in −1…1; `nil` if neither its author nor a face says.
    public var mood: Double? {
        Journal.mood(felt: felt, seen: seen?.valence)
    }
}

/// What statistics need of an entry.
public struct Observation: Equatable, Sendable {
    /// The entry's day.
    public var day: LocalDay
    /// The hour there, 0…23.
    public var hour: Int
    /// How its author felt.
    public var felt: Felt?
    /// The strongest emotion of the face that counts.
    public var seen: Emotion?
    /// That emotion's confidence, in percent.
    public var confidence: Double?
    /// What the face shows, in −1…1.
    public var valence: Double?

    /// An entry's values for statistics.
    public init(
        day: LocalDay, hour: Int, felt: Felt? = nil, seen: Emotion? = nil, confidence: Double? = nil,
        valence: Double? = nil
    ) {
        self.day = day
        self.hour = hour
        self.felt = felt
        self.seen = seen
        self.confidence = confidence
        self.valence = valence
    }

    /// How pleasant it is, in −1…1.
    public var mood: Double? {
        Journal.mood(felt: felt, seen: valence)
    }

    /// Whether a face was read, but with less than half of the analyzer's confidence.
    public var isUncertain: Bool {
        confidence.map { $0 < Seen.certainty } ?? false
    }
}
