import Foundation
import GRDB
public import Journal

/// What became of a draft that came with many.
public enum ImportResult: Sendable {
    /// It is a new entry.
    case stored
    /// It was here already, and stays as it is here; it may have got its photo, if that was not here.
    case known
    /// It was here and its author destroyed it, which is not undone.
    case purged
}

extension Store {
    /// Puts many drafts into the journal, all in one transaction. Those that are here already stay as they are; one that
    /// came without its photo gets it.
    ///
    /// - Parameter now: the present, in the zone this machine is set to.
    /// - Returns: what became of each, in their order.
    /// - Throws: ``StoreError``; nothing is stored then.
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

    /// What would become of drafts with these ids if they were added, in their order.
    ///
    /// - Throws: ``StoreError``.
    public func importResults(of ids: [EntryID]) async throws -> [ImportResult] {
        try await read { db in try ids.map { try Store.importResult($0, db) ?? .stored } }
    }

    /// `nil` for an entry that was never heard of here.
    private static func importResult(_ id: EntryID, _ db: Database) throws -> ImportResult? {
        let purges = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT sum(field = 'purge') FROM change WHERE entry = ?"), arguments: [Data(id.bytes)])
        return purges.map { $0 > 0 ? .purged : .known }
    }
}
