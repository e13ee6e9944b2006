import GRDB
public import Journal

/// Selects entries for lists, search and statistics alike. An entry must meet every condition that is set.
public struct EntryFilter: Equatable, Sendable {
    /// The first day.
    public var from: LocalDay?
    /// The last day.
    public var to: LocalDay?
    /// What was felt.
    public var felt: ClosedRange<Felt>?
    /// Emotions, one of which must be the strongest that was seen, certain or not; empty for any.
    public var seen: Set<Emotion> = []
    /// Tags that an entry must have, all of them.
    public var tags: [String] = []
    /// States of the analysis, one of which an entry must be in; empty for any.
    public var statuses: Set<Entry.Status> = []
    /// Whether the entry never leaves this machine.
    public var isPrivate: Bool?
    /// Whether it has a photo.
    public var hasPhoto: Bool?
    /// Words that its note or tags must contain; see ``SearchWords``.
    public var words: String?
    /// Selects this day of the calendar in all other years. An entry of 29 February also counts on 28 February in years
    /// without that day.
    public var anniversaryOf: LocalDay?

    /// Whether to include entries in the trash.
    public var withTrash = false

    /// Every entry that is not in the trash.
    public init() {}
}

extension EntryFilter {
    /// The same without what it says of days.
    var onAnyDay: EntryFilter {
        var filter = self
        (filter.from, filter.to, filter.anniversaryOf) = (nil, nil, nil)
        return filter
    }

    /// The SQL condition on an entry `e`.
    var condition: SQL {
        var conditions: [SQL] = [withTrash ? "TRUE" : "e.trashed IS NULL"]
        if let from {
            conditions.append("e.day >= \(from.description) AND e.time >= \(earliestTime(of: from))")
        }
        if let to {
            conditions.append("e.day <= \(to.description) AND e.time < \(latestTime(of: to))")
        }
        if let felt {
            conditions.append("e.felt BETWEEN \(felt.lowerBound.rawValue) AND \(felt.upperBound.rawValue)")
        }
        if !seen.isEmpty { conditions.append("e.seen IN \(seen.map(\.rawValue).sorted())") }
        for tag in tags {
            conditions.append("e.number IN (SELECT entry FROM tag WHERE name = \(tagName(tag) ?? tag))")
        }
        if !statuses.isEmpty {
            let any = Entry.Status.allCases.filter(statuses.contains).map(\.condition)
            conditions.append("(\(any.joined(separator: " OR ")))")
        }
        if let isPrivate { conditions.append("e.private = \(isPrivate)") }
        if let hasPhoto {
            conditions.append(
                "(e.number IN (SELECT entry FROM image WHERE position IS NOT NULL)) = \(hasPhoto)")
        }
        if let words {
            conditions.append("e.number IN (SELECT rowid FROM search WHERE \(SearchWords(words).condition))")
        }
        if let anniversaryOf { conditions.append(anniversaries(of: anniversaryOf)) }
        return conditions.joined(separator: " AND ")
    }

    // The timeline is ordered by time, so a day limits the time, too. The margin covers the offsets of time zones and
    // entries that count for a day other than the calendar's.
    private func earliestTime(of day: LocalDay) -> Int64 {
        Int64(day.daysSince1970 - 1) * 86_400_000 - Int64(Moment.furthestOffset) * 1000
    }

    private func latestTime(of day: LocalDay) -> Int64 {
        Int64(day.daysSince1970 + 2) * 86_400_000 + Int64(Moment.furthestOffset) * 1000
    }

    private func anniversaries(of day: LocalDay) -> SQL {
        let monthDay = String(day.description.suffix(5))
        let isLeapYear = LocalDay(year: day.year, month: 2, day: 29) != nil
        let monthDays = monthDay == "02-28" && !isLeapYear ? ["02-28", "02-29"] : [monthDay]
        return """
            e.day IN (
                WITH RECURSIVE year (y) AS (
                    SELECT CAST(min(day) AS INTEGER) FROM entry WHERE trashed IS NULL
                    UNION ALL
                    SELECT y + 1 FROM year
                    WHERE y < (SELECT CAST(max(day) AS INTEGER) FROM entry WHERE trashed IS NULL))
                SELECT printf('%04d-%s', y, value) FROM year, json_each(\(json(monthDays))) WHERE y <> \(day.year))
            """
    }

    private func json(_ words: [String]) -> String {
        "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}

extension Entry.Status {
    /// The SQL condition that an entry `e` has this status. An entry with failed work counts as failed, even if other
    /// work is waiting.
    fileprivate var condition: SQL {
        switch self {
        case .failed: "e.number IN (\(sql: Job.entries(where: "j.state = 'failed'")))"
        case .skipped:
            """
            (e.number IN (\(sql: Job.entries(where: "j.state = 'skipped'")))
                AND e.number NOT IN (\(sql: Job.entries(where: "j.state = 'failed'"))))
            """
        case .queued:
            """
            (e.number IN (\(sql: Job.entries(where: "j.state = 'waiting'")))
                AND e.number NOT IN (\(sql: Job.entries(where: "j.state <> 'waiting'"))))
            """
        case .analyzed: "(e.analysis IS NOT NULL AND e.number NOT IN (\(sql: Job.entries(where: "TRUE"))))"
        case .none: "(e.analysis IS NULL AND e.number NOT IN (\(sql: Job.entries(where: "TRUE"))))"
        }
    }
}
