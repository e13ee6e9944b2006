import Cryptography
import Foundation
import GRDB
public import Journal

/// A position in the journal's history: two are equal if nothing happened to entries or waiting work in between. It
/// means the same in every process and after a restart.
public struct ChangePosition: Equatable, Sendable, LosslessStringConvertible {
    /// The last change's number in the journal's file.
    fileprivate let change: Int64
    /// A summary of the waiting work.
    fileprivate let work: String

    /// Parses a ``description``; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let change = Int64(parts[0]), change >= 0, parts[1].utf8.count == 16 else { return nil }
        self.change = change
        work = String(parts[1])
    }

    /// An opaque string.
    public var description: String { "\(change)-\(work)" }

    init(_ db: Database) throws {
        change = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM change")) ?? 0
        let sums = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*), total(number), total(attempts), total(not_before), total(state = 'failed'),
                        total(state = 'skipped'), total(length(reason)) FROM job
                    """)
        ) { row in try (0..<7).map { try row[$0] as Double } }
        work = String(SHA256.digest(of: Data("\(sums ?? [])".utf8)).hex.prefix(16))
    }
}

/// What happened to a journal since a position.
public struct JournalChange: Sendable {
    /// The position after it.
    public var position: ChangePosition
    /// The entries affected; empty if only waiting work changed, `nil` if there are too many to name.
    public var entries: [EntryID]?

    private static let mostNamed = 100

    /// What happened since a position; everything, if that is `nil`.
    init(since earlier: ChangePosition, now: ChangePosition, _ db: Database) throws {
        position = now
        guard earlier.change != now.change else {
            entries = []
            return
        }
        let ids = try Data.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT entry FROM change WHERE number > ? LIMIT ?"),
            arguments: [earlier.change, Self.mostNamed + 1])
        // After a restore from a backup, an older position may be one that the journal never reached.
        let isKnown = earlier.change < now.change && ids.count <= Self.mostNamed
        entries = isKnown ? ids.compactMap { EntryID(bytes: $0) } : nil
    }

    /// Combines both into one change, for a listener that has not received the first yet.
    func and(_ later: JournalChange) -> JournalChange {
        var both = later
        both.entries = entries.flatMap { these in later.entries.map { these + $0.filter { !these.contains($0) } } }
        if let count = both.entries?.count, count > Self.mostNamed { both.entries = nil }
        return both
    }
}
