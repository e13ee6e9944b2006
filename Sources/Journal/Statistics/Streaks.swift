/// Consecutive days with entries.
public struct Streak: Equatable, Sendable {
    /// The first day.
    public var from: LocalDay
    /// The last day.
    public var to: LocalDay

    /// How many days it has.
    public var days: Int {
        to.daysSince1970 - from.daysSince1970 + 1
    }
}

/// The streaks of a journal.
public struct Streaks: Equatable, Sendable {
    /// The current one; `nil` if there is none. A day that is not over does not break it: it may end yesterday.
    public private(set) var current: Streak?
    /// The longest, or the latest of several equally long ones. `nil` if there are no entries.
    public private(set) var longest: Streak?

    /// The streaks of these days.
    ///
    /// - Parameter days: the days with entries, ascending; may contain duplicates.
    public init(_ days: some Sequence<LocalDay>, today: LocalDay) {
        var last: Streak?
        for day in days {
            let follows = last.map { day.daysSince1970 - $0.to.daysSince1970 <= 1 } ?? false
            last = Streak(from: follows ? last?.from ?? day : day, to: day)
            if let last, last.days >= longest?.days ?? 0 { longest = last }
            if let last, last.to <= today, today.daysSince1970 - last.to.daysSince1970 <= 1 { current = last }
        }
    }
}
