import Cryptography
import Foundation
import GRDB
public import Journal

/// What a purge could not reach.
public struct PurgeReport: Encodable, Sendable {
    /// How many entries were purged.
    public var entries = 0
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
}

enum Purge {
    static func purge(_ id: EntryID, _ now: Timestamp, _ report: inout PurgeReport, _ db: Database) throws {
        let entry = try Store.existingEntry(id, db)
        report.entries += 1
        if let photo = entry.photo.flatMap({ Data(hexadecimal: $0.sha256) }) {
            report.shownTo.formUnion(
                try String.fetchSet(
                    db, sql: "SELECT place FROM sent WHERE sha256 = ? AND kind = 'analyze'", arguments: [photo]))
            report.sentTo.formUnion(try Job.placesHolding(photo, db))
        }
        // Once it is gone, nothing says any more which photo it had.
        try Job.queueDeletion(ofPhotoOf: id, now, db)
        let history = try ChangeLog.changes(of: id, db)
        try ChangeLog(db).record([.purged(wasShared: wasShared(history))], to: id, after: history, now: now)
        try blankIfPurged(id, db)
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
