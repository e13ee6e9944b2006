import Foundation
import GRDB
public import Journal

/// The result of importing one of many drafts.
public enum ImportResult: Sendable {
    /// It is a new entry.
    case stored
    /// It was here already and stays unchanged, except that missing photos are stored.
    case known
    /// It was here and its author destroyed it. That is not undone.
    case purged
}

extension Store {
    /// Adds many drafts to the journal in one transaction. Entries that are here already stay unchanged, except that
    /// missing photos are stored.
    ///
    /// - Parameter now: the current time, in this machine's time zone.
    /// - Returns: the result for each, in their order.
    /// - Throws: ``StoreError``. Nothing is stored then.
    public func add(_ prepared: [PreparedDraft], now: Moment) async throws -> [ImportResult] {
        try await write { db in
            try prepared.map { prepared in
                if let result = try Store.importResult(prepared.draft.id, db) {
                    try prepared.bringPhotos(to: prepared.draft.id, now.time, db)
                    return result
                }
                try prepared.insert(now, db)
                return .stored
            }
        }
    }

    /// What the result would be if drafts with these IDs were added, in their order.
    ///
    /// - Throws: ``StoreError``.
    public func importResults(of ids: [EntryID]) async throws -> [ImportResult] {
        try await read { db in try ids.map { try Store.importResult($0, db) ?? .stored } }
    }

    /// `nil` for an entry that this journal has never seen.
    private static func importResult(_ id: EntryID, _ db: Database) throws -> ImportResult? {
        let purges = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT sum(field = 'purge') FROM change WHERE entry = ?"), arguments: [Data(id.bytes)])
        return purges.map { $0 > 0 ? .purged : .known }
    }
}
