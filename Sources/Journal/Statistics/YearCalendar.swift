/// A year of a journal: its days with entries.
public struct YearCalendar: Sendable {
    /// The year.
    public let year: Int
    /// Its days with entries, ascending.
    public let days: [DayMood]

    /// A year with its days.
    public init(year: Int, days: [DayMood]) {
        self.year = year
        self.days = days
    }
}

extension YearCalendar: Encodable {
    private enum Key: String, CodingKey { case year, days }

    /// `{"year","days":[{"day","entries","mood","felt","seen"}]}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(year, forKey: .year)
        try fields.encode(days, forKey: .days)
    }
}

extension DayMood: Encodable {
    private enum Key: String, CodingKey { case day, entries, mood, felt, seen }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(day.description, forKey: .day)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(mood, forKey: .mood)
        try fields.encode(felt, forKey: .felt)
        try fields.encode(seen, forKey: .seen)
    }
}
