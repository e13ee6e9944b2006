/// The time of night until which the author of a journal still counts the day before: who goes to bed at two has lived one
/// day, not two.
public struct DayEnd: Hashable, Sendable, CustomStringConvertible {
    /// Minutes after midnight, 0…720.
    public let minutes: Int

    /// Days end where the calendar's do.
    public static let midnight = DayEnd(unchecked: 0)

    private init(unchecked minutes: Int) {
        self.minutes = minutes
    }

    /// `nil` for a time that is later than noon.
    ///
    /// - Parameter minutes: minutes after midnight.
    public init?(minutes: Int) {
        guard (0...720).contains(minutes) else { return nil }
        self.init(unchecked: minutes)
    }

    /// Reads `3:00`, `03:30`, `3`, `3am` or `midnight`; `nil` for anything else, and for times after noon.
    public init?(_ text: String) {
        var words = spokenWords(text)
        if words == ["midnight"] { words = ["0:00"] }
        guard var word = words.first, word.first?.isNumber == true else { return nil }
        if words.count == 1, word.allSatisfy(\.isNumber) { word += ":00" }
        words[0] = word
        guard let clock = try? SpokenClock.take(from: &words, of: text), words.isEmpty, clock.second == 0 else {
            return nil
        }
        self.init(minutes: clock.hour * 60 + clock.minute)
    }

    /// `03:00`.
    public var iso8601: String {
        "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    /// `3:00`.
    public var description: String {
        "\(minutes / 60):\(padded(minutes % 60, 2))"
    }
}

extension Moment {
    /// The same time, counted for the day that it belongs to where days end then.
    public func counted(by end: DayEnd) -> Moment {
        let local = local
        let isNight = local.millisecondOfDay < end.minutes * 60_000
        let day = isNight ? LocalDay(daysSince1970: local.day.daysSince1970 - 1) : local.day
        return Moment(time: time, zone: zone, offset: offset, day: day)
    }
}
