import Foundation
import GRDB
public import Journal

/// A page of the timeline, newest first.
public struct TimelinePage: Sendable {
    /// The entries.
    public var entries: [Entry]
    /// Where the next, older page begins; `nil` if there is none.
    public var next: TimelineCursor?
    /// Entries that belong here and cannot be shown.
    public var damaged: [DamagedEntry] = []
}

/// A place between two entries of the timeline. It stays valid when entries are added or removed.
public struct TimelineCursor: Sendable, LosslessStringConvertible {
    let time: Int64
    let number: Int64

    fileprivate init(time: Int64, number: Int64) {
        self.time = time
        self.number = number
    }

    /// The place of an entry, from a row with its time and number. One whose time is a fraction is damaged, but has a place.
    init(_ row: borrowing Row) throws {
        if let time = try? row[0] as Int64 {
            self.init(time: time, number: try row[1])
        } else {
            self.init(time: Int64(exactly: (try row[0] as Double).rounded(.up)) ?? .max, number: try row[1])
        }
    }

    /// Parses a ``description``; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), let number = Int64(parts[1]) else { return nil }
        self.init(time: time, number: number)
    }

    /// An opaque string.
    public var description: String {
        "\(time).\(number)"
    }
}

extension TimelinePage {
    /// The entries at these places, of which there is one more than `limit` if there are further pages.
    ///
    /// - Parameter strays: numbers of entries that have no place because what decides it is damaged.
    init(_ places: [TimelineCursor], limit: Int, strays: [Int64], _ db: Database) throws {
        let shown = places.prefix(limit)
        let numbers = shown.map(\.number)
        let found = try EntryRow.entries(numbers + Set(strays).subtracting(numbers).sorted(), db)
        entries = found.sound.map(\.entry)
        damaged = found.damaged
        next = places.count > limit ? shown.last : nil
    }
}

extension Store {
    /// At most `limit` entries that match a filter, newest first, starting after `cursor` if there is one. A cursor
    /// works with any filter.
    ///
    /// - Throws: ``StoreError``.
    public func timeline(
        _ filter: EntryFilter = EntryFilter(), limit: Int, before cursor: TimelineCursor? = nil
    ) async throws -> TimelinePage {
        try await read(filter) { db in
            let places = try Row.fetchAll(db, Store.page(filter, limit: limit + 1, before: cursor), TimelineCursor.init)
            let strays = try cursor == nil ? Store.strays(filter, db) : []
            return try TimelinePage(places, limit: limit, strays: strays, db)
        } found: {
            !$0.entries.isEmpty || !$0.damaged.isEmpty
        }
    }

    /// The numbers of entries that may match a filter, but have no time or no day by which it would find them.
    static func strays(_ filter: EntryFilter, _ db: Database) throws -> [Int64] {
        let others = filter.onAnyDay
        let strays = try strays(from: "time", others.condition, db)
        guard filter != others else { return strays }
        return try Array(Set(strays + self.strays(from: "day", others.condition, db))).sorted()
    }

    /// The numbers of entries that match a condition, but whose time or day is outside all bounds. An index finds them:
    /// SQLite sorts NULL before all numbers, those before texts, and bytes last.
    static func strays(from column: String, _ condition: SQL, _ db: Database) throws -> [Int64] {
        let bounds: (first: SQL, last: SQL) =
            column == "day" ? ("'0001-01-01'", "'9999-12-31'") : ("\(-Timestamp.bound)", "\(Timestamp.bound)")
        let place: SQL = "e.\(sql: column)"
        return try Row.fetchAll(
            db,
            """
            SELECT e.number FROM entry e WHERE \(place) < \(bounds.first) AND \(condition)
            UNION ALL SELECT e.number FROM entry e WHERE \(place) > \(bounds.last) AND \(condition)
            UNION ALL SELECT e.number FROM entry e WHERE \(condition) AND e.number IN (
                SELECT number FROM (
                    SELECT number, typeof(\(sql: column)) AS type FROM entry WHERE trashed IS NULL
                    ORDER BY \(sql: column) LIMIT 10)
                WHERE type = 'null')
            LIMIT 100
            """
        ) { row in try row[0] }
    }

    static func page(_ filter: EntryFilter, limit: Int, before cursor: TimelineCursor?) -> SQL {
        """
        SELECT e.time, e.number FROM entry e
        WHERE (e.time, e.number) < (\(cursor?.time ?? .max), \(cursor?.number ?? .max)) AND \(filter.condition)
        ORDER BY e.time DESC, e.number DESC LIMIT \(limit)
        """
    }
}
