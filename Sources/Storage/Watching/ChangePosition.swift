import Cryptography
import Foundation
import GRDB
public import Journal

/// How far a journal has come: two readings are equal when nothing happened to entries or to waiting work in between. It
/// means the same in every process, and after a restart.
public struct ChangePosition: Equatable, Sendable, LosslessStringConvertible {
    /// The last change's place in the journal's file.
    fileprivate let change: Int64
    /// What the waiting work comes to.
    fileprivate let work: String

    /// Reads what ``description`` wrote; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let change = Int64(parts[0]), change >= 0, parts[1].utf8.count == 16 else { return nil }
        self.change = change
        work = String(parts[1])
    }

    /// A word without meaning to anyone else.
    public var description: String { "\(change)-\(work)" }

    init(_ db: Database) throws {
        change = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM change")) ?? 0
        let sums = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*), total(number), total(attempts), total(not_before), total(state = 'failed'),
                        total(state = 'skipped'), total(length(reason)) FROM job
                    """))
        work = String(SHA256.digest(of: Data("\(sums.map { Array($0.databaseValues) } ?? [])".utf8)).hex.prefix(16))
    }
}

/// What happened to a journal since a position.
public struct JournalChange: Sendable {
    /// How far it has come.
    public var position: ChangePosition
    /// The entries that something happened to; empty when it was to waiting work only, `nil` when there are too many to name.
    public var entries: [EntryID]?

    private static let mostNamed = 100

    /// What happened since a position; everything, without one.
    init(since earlier: ChangePosition, now: ChangePosition, _ db: Database) throws {
        position = now
        guard earlier.change != now.change else {
            entries = []
            return
        }
        let ids = try Data.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT entry FROM change WHERE number > ? LIMIT ?"),
            arguments: [earlier.change, Self.mostNamed + 1])
        // A position from before a backup was put back may lie in a future that never came.
        let isKnown = earlier.change < now.change && ids.count <= Self.mostNamed
        entries = isKnown ? ids.compactMap { EntryID(bytes: $0) } : nil
    }

    /// Both as one change, for a listener who has not heard of the first yet.
    func and(_ later: JournalChange) -> JournalChange {
        var both = later
        both.entries = entries.flatMap { these in later.entries.map { these + $0.filter { !these.contains($0) } } }
        if let count = both.entries?.count, count > Self.mostNamed { both.entries = nil }
        return both
    }
}
