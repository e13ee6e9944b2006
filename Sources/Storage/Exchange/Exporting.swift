import Cryptography
import Foundation
import GRDB
public import Journal

/// An entry with all that a journal knows of it but its pictures.
public struct EntryRecord: Sendable {
    /// The entry.
    public var entry: Entry
    /// SHA-256 of the file that its photo was made from, 64 lower-case hexadecimal digits.
    public var original: String?
    /// The face its author picked.
    public var pickedFace: Int?
    /// Whether its photo is in this journal; another device's may not be.
    public var hasPhotoHere: Bool
    /// Everything that ever happened to it, oldest first.
    public var history: [ChangeRecord]
}

extension Store {
    /// The entries that pass a filter, oldest first.
    ///
    /// - Throws: ``StoreError``.
    public func entryIDs(_ filter: EntryFilter) async throws -> [EntryID] {
        try await read { db in
            try SQLRequest<Data>(
                "SELECT e.id FROM entry e WHERE \(filter.condition) ORDER BY e.time, e.number"
            ).fetchAll(db).compactMap { EntryID(bytes: $0) }
        }
    }

    /// All that is known of these entries, in their order; those that are gone are left out.
    ///
    /// - Throws: ``StoreError``.
    public func records(of ids: [EntryID]) async throws -> [EntryRecord] {
        try await read { db in try ids.compactMap { try EntryRecord($0, db) } }
    }
}

extension EntryRecord {
    fileprivate init?(_ id: EntryID, _ db: Database) throws {
        guard let entry = try Store.entry(id, db) else { return nil }
        let key = Data(id.bytes)
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT e.face, i.original, EXISTS (SELECT 1 FROM photo WHERE entry = e.number) AS here
                    FROM entry e LEFT JOIN image i ON i.entry = e.number WHERE e.id = ?
                    """),
            arguments: [key])
        self.init(
            entry: entry, original: (row?["original"] as Data?).map(hexadecimal), pickedFace: row?["face"],
            hasPhotoHere: row?["here"] ?? false, history: try ChangeRecord.history(of: key, db))
    }
}
