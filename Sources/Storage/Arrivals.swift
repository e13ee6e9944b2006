import Foundation
import GRDB
public import Journal

/// What became of a draft that came with many.
public enum Arrival: Sendable {
    /// It is a new entry.
    case stored
    /// It was here already, and stays as it is here.
    case known
    /// It was here and its author destroyed it, which is not undone.
    case purged
}

extension Store {
    /// Puts many drafts into the journal, all in one transaction. None of those that are here already is changed.
    ///
    /// - Parameter now: the present, in the zone this machine is set to.
    /// - Returns: what became of each, in their order.
    /// - Throws: ``StoreError``; nothing is stored then.
    public func add(_ prepared: [PreparedDraft], now: Moment) async throws -> [Arrival] {
        try await write { db in
            try prepared.map { prepared in
                if let known = try Store.arrival(prepared.draft.id, db) { return known }
                try prepared.insert(now, db)
                return .stored
            }
        }
    }

    /// What would become of drafts with these ids if they were added, in their order.
    ///
    /// - Throws: ``StoreError``.
    public func arrivals(of ids: [EntryID]) async throws -> [Arrival] {
        try await read { db in try ids.map { try Store.arrival($0, db) ?? .stored } }
    }

    /// `nil` for an entry that was never heard of here.
    private static func arrival(_ id: EntryID, _ db: Database) throws -> Arrival? {
        let purges = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT sum(field = 'purge') FROM change WHERE entry = ?"), arguments: [Data(id.bytes)])
        return purges.map { $0 > 0 ? .purged : .known }
    }
}
