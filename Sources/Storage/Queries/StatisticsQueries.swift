import GRDB
public import Journal
import Messages

/// Statistics. Of each entry, they read only what the index `entry_by_day` holds, in one pass in order of days, within
/// one consistent state of the journal.
extension Store {
    /// Statistics of the matching entries.
    ///
    /// - Throws: ``StoreError``.
    public func statistics(
        _ filter: EntryFilter = EntryFilter(), today: LocalDay
    ) async throws -> ReadAroundDamage<Statistics> {
        try await read(filter) { db in
            var places: [Int64: Int] = [:]
            var observations: [Observation] = []
            let damaged = try Store.observe(filter, db) { number, observation in
                places[number] = observations.count
                observations.append(observation)
            }
            let statistics = Statistics(observations, tags: try tags(at: places, db), today: today)
            return ReadAroundDamage(value: statistics, damaged: damaged)
        } found: {
            $0.value.entries > 0
        }
    }

    /// The days that have entries, in ascending order.
    ///
    /// - Throws: ``StoreError``.
    public func days(_ filter: EntryFilter = EntryFilter()) async throws -> ReadAroundDamage<[DayMood]> {
        try await read(filter) { db in
            var days: [DayMood] = []
            let damaged = try Store.observe(filter, db) { _, observation in
                if days.last?.day != observation.day { days.append(DayMood(observation.day)) }
                days[days.count - 1].add(observation)
            }
            return ReadAroundDamage(value: days, damaged: damaged)
        } found: {
            !$0.value.isEmpty
        }
    }

    /// The days of a year; the filter's own first and last days apply as well.
    ///
    /// - Throws: ``StoreError``.
    public func calendar(
        _ year: Int, _ filter: EntryFilter = EntryFilter()
    ) async throws -> ReadAroundDamage<YearCalendar> {
        var filter = filter
        guard let first = LocalDay(year: year, month: 1, day: 1), let last = LocalDay(year: year, month: 12, day: 31)
        else { return ReadAroundDamage(value: YearCalendar(year: year, days: []), damaged: []) }
        filter.from = max(filter.from ?? first, first)
        filter.to = min(filter.to ?? last, last)
        let days = try await days(filter)
        return ReadAroundDamage(value: YearCalendar(year: year, days: days.value), damaged: days.damaged)
    }

    /// The first and last day with an entry; `nil` if there are no entries.
    ///
    /// - Throws: ``StoreError``.
    public func span() async throws -> ClosedRange<LocalDay>? {
        try await read { db in
            // Each on its own is found at one end of the index, without reading what lies between. Days lie within these
            // bounds, and what is stored instead of a damaged one mostly beyond.
            let days = try ["min", "max"].map { end in
                try Row.fetchOne(
                    db,
                    sql: """
                        SELECT \(end)(day) FROM entry WHERE trashed IS NULL AND day BETWEEN '0001-01-01' AND '9999-12-31'
                        """
                ) { row in try? row[0] as LocalDay } ?? nil
            }
            guard let first = days[0], let last = days[1], first <= last else { return nil }
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
            ) { row in (tag: try? row[0] as String, entries: try row[1] as Int) }
            // A name that cannot be read belongs to an entry that is named as damaged.
            .compactMap { tag, entries in tag.map { (tag: $0, entries: entries) } }
        }
    }

    static func observing(_ filter: EntryFilter) -> SQL {
        """
        SELECT e.number, e.day, e.time, e.offset, e.felt, e.valence, e.seen, e.confidence
        FROM entry e INDEXED BY entry_by_day WHERE \(filter.condition) ORDER BY e.day, e.time
        """
    }

    /// Returns the entries that match but cannot be read.
    static func observe(
        _ filter: EntryFilter, _ db: Database, _ consume: (Int64, Observation) -> Void = { _, _ in }
    ) throws -> [DamagedEntry] {
        var damage: [(number: Int64, part: String)] = []
        var day = ReadDay()
        try Row.forEach(db, Store.observing(filter)) { row in
            do {
                let hour = try day.read(row)
                let (valence, confidence): (Double?, Double?) = (try row[5], try row[7])
                guard (-1...1).contains(valence ?? 0) else { throw DamagedValue("valence") }
                guard (-1000...1000).contains(confidence ?? 0) else { throw DamagedValue("confidence") }
                let observation = Observation(
                    day: day.day, hour: hour, felt: try row[4], seen: try row[6], confidence: confidence,
                    valence: valence)
                consume(try row[0], observation)
            } catch let damaged as DamagedValue {
                damage.append((try row[0], damaged.column))
            }
        }
        let known = Set(damage.map(\.number))
        // Others that are sound match another filter; one whose day cannot be told may match this one.
        let strays = try filter == filter.onAnyDay ? [] : EntryRow.entries(strays(filter, db), db).damaged
        return try DamagedEntry.named(damage, db) + strays.filter { !known.contains($0.number ?? 0) }
    }

    /// For each tag, the positions of its entries.
    private func tags(at places: [Int64: Int], _ db: Database) throws -> [String: [Int]] {
        var tags: [String: [Int]] = [:]
        try Row.forEach(
            db, sql: "SELECT entry, name FROM tag INDEXED BY tag_by_name ORDER BY name, entry"
        ) { row in
            // One that cannot be read makes a list name its entry.
            guard let place = places[try row[0]], let name = try? row[1] as String else { return }
            tags[name, default: []].append(place)
        }
        return tags
    }
}

/// The day of entries that come in order of days, so that each day is parsed once.
private struct ReadDay {
    private(set) var day = LocalDay(daysSince1970: 0)
    private var text = ""
    private var number = 0

    /// Reads the day of a row; returns the hour there, 0…23.
    mutating func read(_ row: borrowing Row) throws -> Int {
        let text: String = try row[1]
        if text != self.text {
            guard let parsed = LocalDay(text) else { throw DamagedValue("day") }
            (self.text, day, number) = (text, parsed, parsed.daysSince1970)
        }
        let (time, offset): (Timestamp, Int) = (try row[2], try row[3])
        guard offset.magnitude <= Moment.furthestOffset else { throw DamagedValue("offset") }
        let local = time.milliseconds + Int64(offset) * 1000
        let ofDay = (local % 86_400_000 + 86_400_000) % 86_400_000
        // An entry counts for the calendar's day there, the one before or the one after.
        guard abs(Int((local - ofDay) / 86_400_000) - number) <= 1 else { throw DamagedValue("day") }
        return Int(ofDay / 3_600_000)
    }
}
