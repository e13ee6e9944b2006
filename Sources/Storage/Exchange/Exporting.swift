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
    public func entryIDs(_ filter: EntryFilter) async throws -> ReadAroundDamage<[EntryID]> {
        try await read(filter) { db in
            var ids: [EntryID] = []
            var damaged: [DamagedEntry] = []
            try Row.forEach(
                db, "SELECT e.id, e.number FROM entry e WHERE \(filter.condition) ORDER BY e.time, e.number"
            ) { row in
                if let id = try? row[0] as EntryID {
                    ids.append(id)
                } else {
                    damaged.append(DamagedEntry(number: try row[1], part: "id"))
                }
            }
            return ReadAroundDamage(value: ids, damaged: damaged)
        } found: {
            !$0.value.isEmpty
        }
    }

    /// Everything that is known about these entries, in their order, without those that no longer exist.
    ///
    /// - Throws: ``StoreError``.
    public func records(of ids: [EntryID]) async throws -> ReadAroundDamage<[EntryRecord]> {
        try await read { db in
            var records: [EntryRecord] = []
            var damaged: [DamagedEntry] = []
            for id in ids {
                do {
                    if let record = try EntryRecord(id, db) { records.append(record) }
                } catch let damage as DamagedEntry {
                    damaged.append(damage)
                } catch let damage as DamagedValue {
                    damaged.append(DamagedEntry(id: id, part: damage.column))
                }
            }
            return ReadAroundDamage(value: records, damaged: damaged)
        }
    }
}

extension EntryRecord {
    fileprivate init?(_ id: EntryID, _ db: Database) throws {
        guard let entry = try Store.entry(id, db) else { return nil }
        let key = Data(id.bytes)
        let photos = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT i.original, i.picked FROM image i JOIN entry e ON e.number = i.entry
                    WHERE e.id = ? AND i.position IS NOT NULL ORDER BY i.position
                    """),
            arguments: [key]
        ) { row in (original: hexadecimal(try row[0] as Data), pickedFace: try row[1] as Int?) }
        self.init(
            entry: entry, originals: photos.map(\.original), pickedFace: photos.first?.pickedFace,
            history: try ChangeRecord.history(of: key, db))
    }
}
