import Cryptography
import Foundation
import GRDB
import ImageOps
public import Journal

/// What a repair of photos did.
public struct PhotoRepairReport: Sendable {
    /// How many photos were rewritten.
    public var photos = 0
    /// How many entries have them.
    public var entries = 0
    /// How many bytes of them were not the picture.
    public var bytes = 0
    /// Where the old ones were sent. The next sync deletes them there.
    public var sentTo: Set<String> = []
    /// Who analysed the old ones.
    public var shownTo: Set<String> = []
}

/// Rewrites photos that tell more than their picture, as earlier versions of the program stored them. Nothing is decoded: the
/// picture stays bit for bit what it was.
///
/// The bytes are a photo's identity, so the rewritten photo is another one, made from the same file: it takes the old one's
/// place in the entry, its answers, the face that was picked in it and its work for a sync. The old one is purged like any
/// other, on every device, and from wherever it was sent.
extension Store {
    /// Repairs all photos in the file. Each entry's are repaired in a transaction of their own, so it can be interrupted at any
    /// time and called again.
    ///
    /// - Parameter progress: called with the fraction of entries looked at, in 0…1.
    /// - Throws: ``StoreError``.
    public func repairPhotos(
        now: Timestamp, progress: @Sendable (Double) -> Void = { _ in }
    ) async throws -> PhotoRepairReport {
        let entries = try await read { db in
            try Int64.fetchAll(db, sql: "SELECT DISTINCT entry FROM image WHERE here ORDER BY entry")
        }
        var report = PhotoRepairReport()
        for (index, entry) in entries.enumerated() {
            if try await read({ db in try PhotoRepair.isNeeded(entry, db) }) {
                report = try await write(leavingNoLog: true) { [report] db in
                    var report = report
                    try PhotoRepair.repair(entry, &report, now, db)
                    return report
                }
            }
            progress(Double(index + 1) / Double(entries.count))
        }
        return report
    }
}

enum PhotoRepair {
    /// A photo's bytes in the file, and what they should be.
    private struct Stored {
        var number: Int64
        var name: Data
        var original: String
        var photo: Data
        var thumbnail: Data
        var barePhoto: Data
        var bareThumbnail: Data

        var isBare: Bool { barePhoto == photo && bareThumbnail == thumbnail }
    }

    /// An entry's photos that are here and that tell more than their picture.
    private static func talkative(_ entry: Int64, _ db: Database) throws -> [Stored] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT i.number, i.sha256, i.original, p.jpeg AS photo, t.jpeg AS thumbnail FROM image i
                JOIN photo p ON p.image = i.number JOIN thumbnail t ON t.image = i.number
                WHERE i.entry = ? AND i.here
                """, arguments: [entry]
        ) { row in
            let (photo, thumbnail): (Data, Data) = (try row["photo"], try row["thumbnail"])
            return Stored(
                number: try row["number"], name: try row["sha256"],
                original: hexadecimal(try row["original"] as Data), photo: photo,
                thumbnail: thumbnail, barePhoto: StoredJPEG.bare(photo) ?? photo,
                bareThumbnail: StoredJPEG.bare(thumbnail) ?? thumbnail)
        }.filter { !$0.isBare }
    }

    static func isNeeded(_ entry: Int64, _ db: Database) throws -> Bool { try !talkative(entry, db).isEmpty }

    /// Repairs an entry's photos.
    static func repair(_ entry: Int64, _ report: inout PhotoRepairReport, _ now: Timestamp, _ db: Database) throws {
        let id = try Data.fetchOne(db, sql: "SELECT id FROM entry WHERE number = ?", arguments: [entry])
            .flatMap { EntryID(bytes: $0) }
        // Meanwhile, another process may have repaired or purged them.
        let photos = try talkative(entry, db)
        guard let id, !photos.isEmpty else { return }
        var replacements: [PhotoReplacement] = []
        for stored in photos {
            report.bytes += stored.photo.count - stored.barePhoto.count
            if stored.bareThumbnail != stored.thumbnail {
                report.bytes += stored.thumbnail.count - stored.bareThumbnail.count
                try db.execute(
                    sql: "UPDATE thumbnail SET jpeg = ? WHERE image = ?",
                    arguments: [stored.bareThumbnail, stored.number])
            }
            guard stored.barePhoto != stored.photo else { continue }
            report.sentTo.formUnion(try Job.placesHolding(stored.name, db))
            report.shownTo.formUnion(try Job.analyzersShown(stored.name, db))
            let replacement = try PhotoReplacement(
                of: stored.number, by: stored.barePhoto, thumbnail: stored.bareThumbnail, db)
            if let replacement { replacements.append(replacement) }
        }
        report.entries += 1
        report.photos += photos.count
        try PhotoReplacement.record(replacements, in: id, now, db)
    }
}
