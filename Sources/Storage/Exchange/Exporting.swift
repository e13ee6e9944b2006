import Cryptography
import Foundation
import GRDB
public import Journal

/// An entry with everything a journal knows about it, except its pictures.
public struct EntryRecord: Sendable {
    /// The entry.
    public var entry: Entry
    /// SHA-256 of the file that each of its photos was made from, 64 lower-case hexadecimal digits, in the photos'
    /// order.
    public var originals: [String]
    /// The face that its author picked in the first photo.
    public var pickedFace: Int?
    /// Its whole history, oldest first.
    public var history: [ChangeRecord]
}

extension Store {
    /// The entries that match a filter, oldest first.
    ///
    /// - Throws: ``StoreError``.
    public func entryIDs(_ filter: EntryFilter) async throws -> [EntryID] {
        try await read { db in
            try SQLRequest<Data>(
                "SELECT e.id FROM entry e WHERE \(filter.condition) ORDER BY e.time, e.number"
            ).fetchAll(db).compactMap { EntryID(bytes: $0) }
        }
    }

    /// Everything that is known about these entries, in their order, without those that no longer exist.
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
        let originals = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT i.original, i.picked FROM image i JOIN entry e ON e.number = i.entry
                    WHERE e.id = ? AND i.position IS NOT NULL ORDER BY i.position
                    """),
            arguments: [key])
        self.init(
            entry: entry, originals: originals.map { hexadecimal($0["original"] as Data) },
            pickedFace: originals.first?["picked"], history: try ChangeRecord.history(of: key, db))
    }
}
