import Cryptography
import Foundation
import GRDB
public import Journal
public import Messages

/// A photo to delete from a remote, because the entry it was sent for was purged or made private.
public struct Deletion: Hashable, Codable, Sendable {
    /// SHA-256 of the photo, 64 hexadecimal digits.
    public var sha256: String
    /// The remote's address.
    public var place: String

    /// A photo to delete from a remote.
    public init(sha256: String, place: String) {
        (self.sha256, self.place) = (sha256, place)
    }
}

extension Store {
    /// The deletions that a sync can carry out at `now`, oldest first. Leaves out photos that an entry still uses, or
    /// uses again.
    public func deletions(at now: Timestamp) async throws -> [Deletion] {
        try await read { db in try Store.deletions(at: now, db) }
    }

    static func deletions(at now: Timestamp, _ db: Database) throws -> [Deletion] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT sha256, place FROM job
                WHERE \(Job.isDeletionDue) AND coalesce(not_before, 0) <= ? ORDER BY number
                """,
            arguments: [now.milliseconds]
        ) { row in Deletion(sha256: hexadecimal(try row[0] as Data), place: try row[1]) }
    }

    /// Notes that a photo was deleted from a remote.
    public func finishDeletion(_ deletion: Deletion, at now: Timestamp) async throws {
        try await write { db in
            let photo = Data(hexadecimal: deletion.sha256)
            try db.execute(
                sql: "INSERT INTO sent (time, kind, place, sha256, bytes) VALUES (?, 'delete', ?, ?, 0)",
                arguments: [now.milliseconds, deletion.place, photo])
            try db.execute(
                sql: "DELETE FROM job WHERE kind = 'delete' AND sha256 = ? AND place = ?",
                arguments: [photo, deletion.place])
        }
    }

    /// Marks a deletion as failed, with a reason. It is not tried again until ``retry(_:)``.
    public func fail(_ deletion: Deletion, because reason: CodedMessage) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE job SET state = 'failed', attempts = attempts + 1, reason = ?
                    WHERE kind = 'delete' AND sha256 = ? AND place = ?
                    """,
                arguments: [try reason.kept, Data(hexadecimal: deletion.sha256), deletion.place])
        }
    }
}

extension Job {
    /// Where a photo was sent and not deleted since, including where its upload may have arrived.
    static func placesHolding(_ sha256: Data, _ db: Database) throws -> Set<String> {
        try String.fetchSet(
            db,
            sql: """
                SELECT place FROM sent WHERE sha256 = :photo AND kind IN ('upload', 'delete')
                GROUP BY place HAVING \(isHeld)
                UNION SELECT j.place FROM job j JOIN image i ON i.number = j.image
                WHERE i.sha256 = :photo AND j.kind = 'upload' AND j.place IS NOT NULL
                """,
            arguments: ["photo": sha256])
    }

    /// Who was shown a photo.
    static func analyzersShown(_ sha256: Data, _ db: Database) throws -> Set<String> {
        try String.fetchSet(
            db, sql: "SELECT place FROM sent WHERE sha256 = ? AND kind = 'analyze'", arguments: [sha256])
    }

    /// The SQL condition that a job is a deletion a sync may carry out: no entry uses the photo.
    static let isDeletionDue = """
        kind = 'delete' AND state = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM image i JOIN entry e ON e.number = i.entry WHERE i.sha256 = job.sha256 AND NOT e.private)
        """

    /// Whether a photo may still be at a place that it was sent to, from the rows of `sent` for both.
    static let isHeld = """
        max(CASE kind WHEN 'upload' THEN number ELSE 0 END) > max(CASE kind WHEN 'delete' THEN number ELSE 0 END)
        """

    /// Whether a photo is known to be at a place, from the rows of `sent` for both: bytes were sent there. If an upload
    /// only began, it may never have arrived.
    static let isKnownToBeHeld = """
        max(CASE WHEN kind = 'upload' AND bytes > 0 THEN number ELSE 0 END)
            > max(CASE kind WHEN 'delete' THEN number ELSE 0 END)
        """

    /// Queues the deletion of an entry's photos from wherever they were sent.
    ///
    /// - Parameter name: SHA-256 of a photo's JPEG, or of the file it was made from, to delete only that photo.
    static func queueDeletion(
        ofPhotosOf id: EntryID, named name: String? = nil, _ now: Timestamp, _ db: Database
    ) throws {
        let photos = try Data.fetchAll(
            db,
            sql: """
                SELECT sha256 FROM image
                WHERE entry = (SELECT number FROM entry WHERE id = :id)
                    AND (:name IS NULL OR :name IN (sha256, original))
                """,
            arguments: ["id": Data(id.bytes), "name": name.map { Data(hexadecimal: $0) ?? Data() }])
        for photo in photos { try queueDeletion(of: hexadecimal(photo), now, db) }
    }

    /// Queues the deletion of a photo from wherever it was sent.
    static func queueDeletion(of sha256: String, _ now: Timestamp, _ db: Database) throws {
        guard let photo = Data(hexadecimal: sha256) else { return }
        for place in try placesHolding(photo, db).sorted() {
            try db.execute(
                sql: """
                    INSERT INTO job (kind, sha256, place, created) VALUES ('delete', ?, ?, ?)
                    ON CONFLICT DO UPDATE SET state = 'waiting', not_before = NULL, reason = NULL
                    """,
                arguments: [photo, place, now.milliseconds])
        }
    }

    /// Adjusts the queue to an entry's privacy. A private entry has no work, and its photos are deleted from remotes;
    /// if it is no longer private, its photos are sent and analysed unless that was done before.
    static func follow(privacy isPrivate: Bool, of id: EntryID, _ now: Timestamp, _ db: Database) throws {
        guard
            let number = try Int64.fetchOne(
                db, sql: "SELECT number FROM entry WHERE id = ?", arguments: [Data(id.bytes)])
        else { return }
        if isPrivate {
            try queueDeletion(ofPhotosOf: id, now, db)
            try db.execute(
                sql: "DELETE FROM job WHERE image IN (SELECT number FROM image WHERE entry = ?)", arguments: [number])
            return
        }
        try db.execute(
            sql: """
                DELETE FROM job WHERE kind = 'delete'
                    AND sha256 IN (SELECT sha256 FROM image WHERE entry = ? AND position IS NOT NULL AND here)
                """, arguments: [number])
        try queueWork(for: number, now, db)
    }
}

extension CodedMessage {
    /// As it is stored.
    var kept: String {
        get throws { String(decoding: try jsonLine(self), as: UTF8.self) }
    }
}
