import JSON

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
    /// `{"year","days":[{"day","entries","mood","felt","seen"}]}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["year": year, "days": days])
    }
}

extension DayMood: Encodable {
    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["day": day.description, "entries": entries, "mood": mood, "felt": felt, "seen": seen])
    }
}
