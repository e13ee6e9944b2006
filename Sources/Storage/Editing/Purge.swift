import Cryptography
import Foundation
import GRDB
public import Journal

/// What a purge could not reach.
public struct PurgeReport: Encodable, Sendable {
    /// How many entries were purged.
    public var entries = 0
    /// How many photos were, of entries that stay.
    public var photos = 0
    /// Where their photos had been sent; the next sync deletes them there.
    public var sentTo: Set<String> = []
    /// Who analysed them.
    public var shownTo: Set<String> = []
}

/// Destroying entries for good: nothing of what they held stays in any file of the journal's folder, backups excepted.
///
/// Rows are deleted and the values of their changes blanked, with SQLite's `secure_delete`, which every connection of
/// ours has on, so that also what was edited away long before is gone from the pages. FTS5 keeps deleted words even
/// then, so its index is rewritten; and old pages stand in the write-ahead log until that is truncated. What stays is the
/// fact that there was an entry of that id, for other devices to follow.
extension Store {
    /// Destroys entries.
    ///
    /// - Parameter onlyInTrash: whether to spare those that are not in the trash, or not any more: somebody may have
    ///   brought one back while somebody else was asked about all that was there.
    /// - Throws: ``StoreError``.
    public func purge(_ ids: [EntryID], onlyInTrash: Bool = false, now: Timestamp) async throws -> PurgeReport {
        let report = try await write(leavingNoLog: true) { db in
            var report = PurgeReport()
            for id in ids {
                if onlyInTrash, try Store.entry(id, db)?.trashedAt == nil { continue }
                try Purge.purge(id, now, &report, db)
            }
            try SearchIndex.forgetRemoved(db)
            return report
        }
        return report
    }

    /// Destroys photos of an entry that stays.
    ///
    /// - Parameter names: SHA-256 of the photos as they are stored, 64 hexadecimal digits.
    /// - Throws: ``StoreError``, ``StoreError/badInput(_:)`` for a photo that the entry does not have; nothing is destroyed
    ///   then.
    public func purgePhotos(_ names: [String], of id: EntryID, now: Timestamp) async throws -> PurgeReport {
        try await write(leavingNoLog: true) { db in
            var report = PurgeReport()
            for name in names { try Purge.purgePhoto(name, of: id, now, &report, db) }
            return report
        }
    }
}

enum Purge {
    static func purge(_ id: EntryID, _ now: Timestamp, _ report: inout PurgeReport, _ db: Database) throws {
        _ = try Store.existingEntry(id, db)
        report.entries += 1
        let photos = try Data.fetchAll(
            db, sql: "SELECT sha256 FROM image WHERE entry = (SELECT number FROM entry WHERE id = ?)",
            arguments: [Data(id.bytes)])
        for photo in photos { try note(photo, &report, db) }
        // Once it is gone, nothing says any more which photos it had.
        try Job.queueDeletion(ofPhotosOf: id, now, db)
        let history = try ChangeLog.changes(of: id, db)
        try ChangeLog(db).record([.purged(wasShared: wasShared(history))], to: id, after: history, now: now)
        try blankIfPurged(id, db)
    }

    static func purgePhoto(
        _ name: String, of id: EntryID, _ now: Timestamp, _ report: inout PurgeReport, _ db: Database
    ) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT i.sha256, i.original FROM image i JOIN entry e ON e.number = i.entry
                WHERE e.id = ? AND i.sha256 = ?
                """, arguments: [Data(id.bytes), Data(hexadecimal: name)])
        guard let row else {
            throw StoreError.badInput("Entry \(id) has no such photo; `journal show` lists those it has.")
        }
        report.photos += 1
        try note(row["sha256"], &report, db)
        let original = hexadecimal(row["original"] as Data)
        try Job.queueDeletion(ofPhotosOf: id, named: original, now, db)
        let history = try ChangeLog.changes(of: id, db)
        let state = EntryState(history)
        let photo = (state.photos + state.removedPhotos).first { $0.facts.original == original }
        try ChangeLog(db).record(
            [.photoPurged(sha256: photo?.facts.sha256 ?? name, original: original)], to: id, after: history, now: now)
        try blankPurgedPhotos(of: id, db)
        if let number = try Int64.fetchOne(
            db, sql: "SELECT number FROM entry WHERE id = ? AND NOT private", arguments: [Data(id.bytes)])
        {
            // The photo after it may be the first now, which an analyzer is shown.
            try Job.queueWork(for: number, now, db)
        }
    }

    /// Blanks what the changes of an entry say of its photos that were purged. Null would be understood: as an answer about
    /// whichever photo is the first.
    static func blankPurgedPhotos(of id: EntryID, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                WITH purged AS MATERIALIZED (
                    SELECT clock, device, json_extract(value, '$.sha256') AS sha256, json_extract(value, '$.original') AS original
                    FROM change WHERE entry = :entry AND field = 'photopurge' AND length(json_extract(value, '$.original')) = 64)
                UPDATE change SET value = 'false'
                WHERE entry = :entry AND field IN ('photo', 'unphoto', 'pick', 'analysis') AND EXISTS (
                    SELECT 1 FROM purged p WHERE (change.clock, change.device) < (p.clock, p.device)
                        AND (json_extract(change.value, '$.original') = p.original
                            OR p.sha256 IN (json_extract(change.value, '$.sha256'), json_extract(change.value, '$.photo'))))
                """
        ).execute(arguments: ["entry": Data(id.bytes)])
    }

    /// Notes where a photo went.
    private static func note(_ photo: Data, _ report: inout PurgeReport, _ db: Database) throws {
        report.shownTo.formUnion(
            try String.fetchSet(
                db, sql: "SELECT place FROM sent WHERE sha256 = ? AND kind = 'analyze'", arguments: [photo]))
        report.sentTo.formUnion(try Job.placesHolding(photo, db))
    }

    /// Blanks what the changes of a purged entry say; returns whether it is one.
    @discardableResult
    static func blankIfPurged(_ id: EntryID, _ db: Database) throws -> Bool {
        let key = Data(id.bytes)
        let isPurged = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE entry = ? AND field = 'purge')", arguments: [key])
        guard isPurged == true else { return false }
        try db.execute(
            sql: "UPDATE change SET value = 'null' WHERE entry = ? AND field <> 'purge'", arguments: [key])
        return true
    }

    /// Whether other devices may have heard of an entry: not when it was private from its first change on.
    private static func wasShared(_ changes: [Change]) -> Bool {
        changes.first?.event != .isPrivate(true) || changes.contains { $0.event == .isPrivate(false) }
    }
}
