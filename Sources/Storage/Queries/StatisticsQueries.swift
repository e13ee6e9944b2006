import GRDB
public import Journal
import Messages

/// Statistics. Of each entry, they read only what the index `entry_by_day` holds, in one pass in order of days, within
/// one consistent state of the journal.
extension Store {
    /// Statistics of the matching entries.
    ///
    /// - Throws: ``StoreError``.
    public func statistics(_ filter: EntryFilter = EntryFilter(), today: LocalDay) async throws -> Statistics {
        try await read { db in
            var places: [Int64: Int] = [:]
            var observations: [Observation] = []
            try observe(filter, db) { number, observation in
                places[number] = observations.count
                observations.append(observation)
            }
            return Statistics(observations, tags: try tags(at: places, db), today: today)
        }
    }

    /// The days that have entries, in ascending order.
    ///
    /// - Throws: ``StoreError``.
    public func days(_ filter: EntryFilter = EntryFilter()) async throws -> [DayMood] {
        try await read { db in
            var days: [DayMood] = []
            try observe(filter, db) { _, observation in
                if days.last?.day != observation.day { days.append(DayMood(observation.day)) }
                days[days.count - 1].add(observation)
            }
            return days
        }
    }

    /// The days of a year; the filter's own first and last days apply as well.
    ///
    /// - Throws: ``StoreError``.
    public func calendar(_ year: Int, _ filter: EntryFilter = EntryFilter()) async throws -> YearCalendar {
        var filter = filter
        guard let first = LocalDay(year: year, month: 1, day: 1), let last = LocalDay(year: year, month: 12, day: 31)
        else { return YearCalendar(year: year, days: []) }
        filter.from = max(filter.from ?? first, first)
        filter.to = min(filter.to ?? last, last)
        return YearCalendar(year: year, days: try await days(filter))
    }

    /// The first and last day with an entry; `nil` if there are no entries.
    ///
    /// - Throws: ``StoreError``.
    public func span() async throws -> ClosedRange<LocalDay>? {
        try await read { db in
            // Each on its own is found at one end of the index, without reading what lies between.
            let days = try ["min", "max"].map { end in
                try String.fetchOne(db, sql: "SELECT \(end)(day) FROM entry WHERE trashed IS NULL")
            }
            guard let first = days[0].flatMap({ LocalDay($0) }), let last = days[1].flatMap({ LocalDay($0) }) else {
                return nil
            }
            return first...last
        }
    }

    /// All tags with the number of their entries, the most frequent first.
    ///
    /// - Throws: ``StoreError``.
    public func tags() async throws -> [(tag: String, entries: Int)] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, count(*) AS entries FROM tag
                    WHERE entry NOT IN (SELECT number FROM entry WHERE trashed IS NOT NULL)
                    GROUP BY name ORDER BY entries DESC, name
                    """
            ).map { (tag: $0[0], entries: $0[1]) }
        }
    }

    static func observing(_ filter: EntryFilter) -> SQL {
        """
        SELECT e.number, e.day, e.time, e.offset, e.felt, e.valence, e.seen, e.confidence
        FROM entry e INDEXED BY entry_by_day WHERE \(filter.condition) ORDER BY e.day, e.time
        """
    }

    private func observe(_ filter: EntryFilter, _ db: Database, _ consume: (Int64, Observation) -> Void) throws {
        let rows = try Row.fetchCursor(
            db, SQLRequest<Row>(literal: Store.observing(filter), cached: true))
        var dayText = ""
        var day = LocalDay(daysSince1970: 0)
        while let row = try rows.next() {
            let text = row[1] as String
            if text != dayText {
                guard let parsed = LocalDay(text) else {
                    throw StoreError.broken(CodedMessage("damage.day", ["text": .text(text)]))
                }
                (dayText, day) = (text, parsed)
            }
            let local = (row[2] as Int64) + (row[3] as Int64) * 1000
            let ofDay = (local % 86_400_000 + 86_400_000) % 86_400_000
            consume(
                row[0],
                Observation(
                    day: day, hour: Int(ofDay / 3_600_000), felt: (row[4] as Int?).flatMap(Felt.init(rawValue:)),
                    seen: (row[6] as String?).flatMap(Emotion.init(rawValue:)), confidence: row[7], valence: row[5]))
        }
    }

    /// For each tag, the positions of its entries.
    private func tags(at places: [Int64: Int], _ db: Database) throws -> [String: [Int]] {
        var tags: [String: [Int]] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT entry, name FROM tag INDEXED BY tag_by_name ORDER BY name, entry")
        while let row = try rows.next() {
            if let place = places[row[0]] { tags[row[1], default: []].append(place) }
        }
        return tags
    }
}
