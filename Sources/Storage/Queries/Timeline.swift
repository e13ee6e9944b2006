import Foundation
import GRDB
public import Journal

/// A part of the timeline, newest first.
public struct TimelinePage: Sendable {
    /// The entries.
    public var entries: [Entry]
    /// Where the next, older page begins; `nil` when there is none.
    public var next: TimelineCursor?
}

/// A place between two entries of the timeline. It stays where it is when entries come and go.
public struct TimelineCursor: Sendable, LosslessStringConvertible {
    let time: Int64
    let number: Int64

    fileprivate init(time: Int64, number: Int64) {
        self.time = time
        self.number = number
    }

    /// Reads what ``description`` wrote; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), let number = Int64(parts[1]) else { return nil }
        self.init(time: time, number: number)
    }

    /// A word without meaning to anyone else.
    public var description: String {
        "\(time).\(number)"
    }
}

extension TimelinePage {
    /// The entries whose times and numbers are in the rows, of which there is one more than fits when more follow.
    init(_ rows: [Row], limit: Int, _ db: Database) throws {
        let shown = rows.prefix(limit)
        entries = try EntryRow.entries(shown.map { $0["number"] }, db)
        next = rows.count > limit ? shown.last.map { TimelineCursor(time: $0["time"], number: $0["number"]) } : nil
    }
}

extension Store {
    /// The entries before `cursor` that pass a filter, newest first, at most `limit` of them; the newest ones without a
    /// cursor. A cursor is good for every filter.
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
