import Foundation
import GRDB
public import Journal

/// A page of the timeline, newest first.
public struct TimelinePage: Sendable {
    /// The entries.
    public var entries: [Entry]
    /// Where the next, older page begins; `nil` if there is none.
    public var next: TimelineCursor?
}

/// A place between two entries of the timeline. It stays valid when entries are added or removed.
public struct TimelineCursor: Sendable, LosslessStringConvertible {
    let time: Int64
    let number: Int64

    fileprivate init(time: Int64, number: Int64) {
        self.time = time
        self.number = number
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
    /// The entries whose times and numbers are in the rows. There is one row more than `limit` if there are further
    /// pages.
    init(_ rows: [Row], limit: Int, _ db: Database) throws {
        let shown = rows.prefix(limit)
        entries = try EntryRow.entries(shown.map { $0["number"] }, db)
        next = rows.count > limit ? shown.last.map { TimelineCursor(time: $0["time"], number: $0["number"]) } : nil
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
        try await read { db in
            let rows = try Row.fetchAll(
                db, SQLRequest(literal: Store.page(filter, limit: limit + 1, before: cursor), cached: true))
            return try TimelinePage(rows, limit: limit, db)
        }
    }

    static func page(_ filter: EntryFilter, limit: Int, before cursor: TimelineCursor?) -> SQL {
        """
        SELECT e.time, e.number FROM entry e
        WHERE (e.time, e.number) < (\(cursor?.time ?? .max), \(cursor?.number ?? .max)) AND \(filter.condition)
        ORDER BY e.time DESC, e.number DESC LIMIT \(limit)
        """
    }
}
