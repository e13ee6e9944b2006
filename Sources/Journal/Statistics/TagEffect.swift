/// How moods differ between the days with a tag and those without. Correlation need not mean cause.
public struct TagEffect: Equatable, Sendable {
    /// The tag.
    public var tag: String
    /// How many entries have it.
    public var entries: Int
    /// The moods of the days with an entry that has it.
    public var with: Sample
    /// The moods of all other days.
    public var without: Sample

    /// The fewest days on either side that allow a statement.
    public static let fewestDays = 5

    /// The mean mood of days with the tag minus that of days without.
    public var difference: Double {
        (with.mean ?? 0) - (without.mean ?? 0)
    }

    /// The 95 % confidence interval of that difference; see ``welchInterval(_:_:)``.
    public var interval: ClosedRange<Double>? {
        welchInterval(with, without)
    }

    /// Whether the interval excludes zero.
    public var isClear: Bool {
        interval.map { !$0.contains(0) } ?? false
    }

    /// The effect of a tag; `nil` with fewer than five days with or without it.
    ///
    /// - Parameters:
    ///   - days: every day that has a mood.
    ///   - tagged: which of them have an entry with the tag, as indices into `days`.
    public init?(_ tag: String, entries: Int, days: [Double], tagged: Set<Int>) {
        guard tagged.count >= TagEffect.fewestDays, days.count - tagged.count >= TagEffect.fewestDays else {
            return nil
        }
        self.tag = tag
        self.entries = entries
        with = Sample(tagged.sorted().map { days[$0] })
        without = Sample(days.indices.lazy.filter { !tagged.contains($0) }.map { days[$0] })
    }
}
