import GRDB
public import Journal

/// A day of a journal as it is told at a glance: what was written, how long the streak is, what waits.
public struct Overview: Equatable, Sendable {
    /// The day.
    public var day: LocalDay
    /// Its entries, newest first, at most as many as were asked for.
    public var entries: [Entry]
    /// The days written without a gap up to this day, or up to the one before, which this day may still continue.
    public var streak: Streak?
    /// How many entries, and photos to be deleted from a remote, wait for a sync.
    public var waiting: Int
    /// How many entries were set aside.
    public var failed: Int

    /// A day at which nothing happened, unless more is said.
    public init(
        day: LocalDay, entries: [Entry] = [], streak: Streak? = nil, waiting: Int = 0, failed: Int = 0
    ) {
        self.day = day
        self.entries = entries
        self.streak = streak
        self.waiting = waiting
        self.failed = failed
    }
}

extension Store {
    /// A day at a glance. Costs what the day and the streak are long, however large the journal is.
    ///
    /// - Throws: ``StoreError``.
    public func overview(of day: LocalDay, limit: Int) async throws -> Overview {
        var filter = EntryFilter()
        (filter.from, filter.to) = (day, day)
        let entries = try await timeline(filter, limit: limit).entries
        let waiting = try await waitingCount()
        return try await read { db in
            let failed = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT i.entry) FROM job j JOIN image i ON i.number = j.image
                    JOIN entry e ON e.number = i.entry
                    WHERE j.state = 'failed' AND e.trashed IS NULL AND i.position IS NOT NULL
                    """)
            return Overview(
                day: day, entries: entries, streak: try Store.streak(upTo: day, db), waiting: waiting,
                failed: failed ?? 0)
        }
    }

    /// Goes back day by day, and stops where one is missing.
    private static func streak(upTo day: LocalDay, _ db: Database) throws -> Streak? {
        let days = try String.fetchCursor(
            db,
            sql: "SELECT DISTINCT day FROM entry WHERE trashed IS NULL AND day <= ? ORDER BY day DESC",
            arguments: [day.description])
        var written: [LocalDay] = []
        while let text = try days.next(), let day = LocalDay(text) {
            if let earlier = written.last, earlier.daysSince1970 - day.daysSince1970 > 1 { break }
            written.append(day)
        }
        return Streaks(written.reversed(), today: day).current
    }
}

extension Overview: Encodable {
    private enum Key: String, CodingKey { case day, entries, streak, waiting, failed = "setAside" }

    /// `{"day","entries","streak","waiting","setAside"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(day.description, forKey: .day)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(streak, forKey: .streak)
        try fields.encode(waiting, forKey: .waiting)
        try fields.encode(failed, forKey: .failed)
    }
}
