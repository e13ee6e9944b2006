/// A day of a journal.
public struct DayMood: Equatable, Sendable {
    /// The day.
    public let day: LocalDay
    /// How many entries it has.
    public private(set) var entries = 0
    private var moods = Sample()
    private var felts = Sample()
    private var emotions: [Emotion: Int] = [:]

    /// A day without entries.
    public init(_ day: LocalDay) {
        self.day = day
    }

    /// Adds an entry of the day.
    public mutating func add(_ observation: Observation) {
        entries += 1
        if let mood = observation.mood { moods.add(mood) }
        if let felt = observation.felt { felts.add(Double(felt.rawValue)) }
        if let seen = observation.seen { emotions[seen, default: 0] += 1 }
    }

    /// Its mood, the mean of its entries' moods in −1…1; `nil` if none has one.
    public var mood: Double? { moods.mean }

    /// How its author felt, the mean in 1…5; `nil` if they did not say.
    public var felt: Double? { felts.mean }

    /// The emotion that most of its entries show; if several are equal, the first in the order of ``Emotion``.
    public var seen: Emotion? {
        var best: (emotion: Emotion, count: Int)?
        for emotion in Emotion.allCases {
            if let count = emotions[emotion], count > best?.count ?? 0 { best = (emotion, count) }
        }
        return best?.emotion
    }
}
