import Cryptography
import Foundation
import GRDB
public import Journal
import Messages

/// The result of a purge, with what it could not reach.
public struct PurgeReport: Encodable, Sendable {
    /// How many entries were purged.
    public var entries = 0
    /// How many photos were purged from entries that stay.
    public var photos = 0
    /// Where their photos were sent. The next sync deletes them there.
    public var sentTo: Set<String> = []
    /// Who analysed them.
    public var shownTo: Set<String> = []
}

/// Destroys entries for good: none of their content stays in any file of the journal's folder, except in backups.
///
/// Rows are deleted and the values of changes blanked. All our connections use SQLite's `secure_delete`, so even what
/// was edited away long ago is gone from the pages. FTS5 keeps deleted words in spite of that, so its index is
/// rewritten. The write-ahead log holds old pages until it is truncated. What stays is the fact that there was an entry
/// with this ID, so that other devices purge it, too.
extension Store {
    /// Destroys entries.
    ///
    /// - Parameter onlyInTrash: whether to spare entries that are not, or no longer, in the trash: one may have been
    ///   restored while the user was being asked to confirm.
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
    /// - Throws: ``StoreError``, ``StoreError/badInput(_:)`` for a photo that the entry does not have. Nothing is
    ///   destroyed then.
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
        // Afterwards, nothing tells which photos it had.
        try Job.queueDeletion(ofPhotosOf: id, now, db)
        let history = try ChangeLog.changes(of: id, db)
        try ChangeLog(db).record([.purged(wasShared: wasShared(history))], to: id, after: history, now: now)
        try blankIfPurged(id, db)
    }

    static func purgePhoto(
        _ name: String, of id: EntryID, _ now: Timestamp, _ report: inout PurgeReport, _ db: Database
    ) throws {
        let found = try Row.fetchOne(
            db,
            sql: """
                SELECT i.sha256, i.original FROM image i JOIN entry e ON e.number = i.entry
                WHERE e.id = ? AND i.sha256 = ?
                """, arguments: [Data(id.bytes), Data(hexadecimal: name)]
        ) { row in (sha256: try row[0] as Data, original: hexadecimal(try row[1] as Data)) }
        guard let (sha256, original) = found else {
            throw StoreError.badInput(CodedMessage("entry.photo", ["id": .text(id.description)]))
        }
        report.photos += 1
        try note(sha256, &report, db)
        try Job.queueDeletion(ofPhotosOf: id, named: original, now, db)
        let history = try ChangeLog.changes(of: id, db)
        let photo = EntryState(history).photo(madeFrom: original)
        try ChangeLog(db).record(
            [.photoPurged(sha256: photo?.facts.sha256 ?? name, original: original)], to: id, after: history, now: now)
        try blankPurgedPhotos(of: id, db)
        if let number = try Int64.fetchOne(
            db, sql: "SELECT number FROM entry WHERE id = ? AND NOT private", arguments: [Data(id.bytes)])
        {
            // The next photo may now be the first, which is shown to an analyzer.
            try Job.queueWork(for: number, now, db)
        }
    }

    /// Blanks what an entry's changes say about its purged photos. Not with null, which would be read as an answer
    /// about whichever photo is the first.
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
        report.shownTo.formUnion(try Job.analyzersShown(photo, db))
        report.sentTo.formUnion(try Job.placesHolding(photo, db))
    }

    /// Blanks the values of a purged entry's changes. Returns whether there was such an entry.
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

    /// Whether other devices may know of an entry. They do not if it was private from its first change on.
    private static func wasShared(_ changes: [Change]) -> Bool {
        changes.first?.event != .isPrivate(true) || changes.contains { $0.event == .isPrivate(false) }
    }
}
