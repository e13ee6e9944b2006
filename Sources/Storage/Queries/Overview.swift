import GRDB
public import Journal
import JSON

/// A day of a journal at a glance: its entries, the streak, and what is waiting.
public struct Overview: Equatable, Sendable {
    /// The day.
    public var day: LocalDay
    /// Its entries, newest first, no more than were asked for.
    public var entries: [Entry]
    /// The streak of days with entries up to this day, or up to the previous one, which this day may still continue.
    public var streak: Streak?
    /// How many entries, and photos to be deleted from a remote, are waiting for a sync.
    public var waiting: Int
    /// How many entries have failed work.
    public var failed: Int
    /// Entries that cannot be shown.
    public var damaged: [DamagedEntry] = []

    /// A day, empty by default.
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
    /// A day at a glance. The cost depends on how long the day and the streak are, not on how large the journal is.
    ///
    /// - Throws: ``StoreError``.
    public func overview(of day: LocalDay, limit: Int) async throws -> Overview {
        var filter = EntryFilter()
        (filter.from, filter.to) = (day, day)
        let page = try await timeline(filter, limit: limit)
        let waiting = try await waitingCount()
        return try await read { db in
            let failed = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT i.entry) FROM job j JOIN image i ON i.number = j.image
                    JOIN entry e ON e.number = i.entry
                    WHERE j.state = 'failed' AND e.trashed IS NULL AND i.position IS NOT NULL
                    """)
            var overview = Overview(
                day: day, entries: page.entries, streak: try Store.streak(upTo: day, db), waiting: waiting,
                failed: failed ?? 0)
            overview.damaged = page.damaged
            return overview
        }
    }

    /// Goes back day by day until one is missing.
    private static func streak(upTo day: LocalDay, _ db: Database) throws -> Streak? {
        let days = try String.fetchCursor(
            db,
            sql: "SELECT DISTINCT day FROM entry WHERE trashed IS NULL AND day <= ? ORDER BY day DESC",
            arguments: [day.description])
        var written: [LocalDay] = []
        while let text = try days.next() {
            // The day of a damaged entry.
            guard let day = LocalDay(text) else { continue }
            if let earlier = written.last, earlier.daysSince1970 - day.daysSince1970 > 1 { break }
            written.append(day)
        }
        return Streaks(written.reversed(), today: day).current
    }
}

extension Overview: Encodable {
    /// `{"day","entries","streak","waiting","setAside"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "day": day.description, "entries": entries, "streak": streak, "waiting": waiting, "setAside": failed,
        ])
    }
}
