/// How moods differ between the days with a tag and those without. What goes together need not cause each other.
public struct TagEffect: Equatable, Sendable {
    /// The tag.
    public var tag: String
    /// How many entries have it.
    public var entries: Int
    /// The moods of the days with an entry that has it.
    public var with: Sample
    /// The moods of all other days.
    public var without: Sample

    /// How few days on either side say nothing.
    public static let fewestDays = 5

    /// The mean mood of days with the tag less that of days without.
    public var difference: Double {
        (with.mean ?? 0) - (without.mean ?? 0)
    }

    /// Where that difference lies with 95 % confidence; see ``welchInterval(_:_:)``.
    public var interval: ClosedRange<Double>? {
        welchInterval(with, without)
    }

    /// Whether the interval leaves out zero.
    public var isClear: Bool {
        interval.map { !$0.contains(0) } ?? false
    }

    /// What a tag goes with; `nil` under five days with or without it.
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
