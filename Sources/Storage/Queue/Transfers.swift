import Cryptography
import Foundation
import GRDB
public import Journal
import JSON

/// A photo that left this machine, or was deleted from where it had gone.
public struct Transfer: Sendable {
    /// What was done: upload, analysis or deletion.
    public var kind: Job.Kind
    /// When.
    public var at: Timestamp
    /// Where it went: a remote's address, or an analyzer.
    public var place: String
    /// SHA-256 of the photo, 64 hexadecimal digits.
    public var sha256: String
    /// How many bytes were sent; 0 if the photo was there already.
    public var bytes: Int
    /// The entry, if one still has the photo.
    public var entry: EntryID?
}

extension Store {
    /// Everything that ever left this machine, newest first.
    ///
    /// - Throws: ``StoreError``.
    public func transfers(limit: Int = .max) async throws -> [Transfer] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT s.*, (SELECT e.id FROM image i JOIN entry e ON e.number = i.entry
                        WHERE i.sha256 = s.sha256 ORDER BY i.number LIMIT 1) AS id
                    FROM sent s ORDER BY s.number DESC LIMIT ?
                    """,
                arguments: [limit], Transfer.init)
        }
    }

    /// Notes that a photo was sent to a place, which this journal may not have itself.
    public func noteUpload(of sha256: String, to place: String, bytes: Int, at now: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO sent (time, kind, place, sha256, bytes) VALUES (?, 'upload', ?, ?, ?)",
                arguments: [now.milliseconds, place, Data(hexadecimal: sha256), bytes])
        }
    }

    /// How many times a photo was shown to an analyzer since then. Each was paid for.
    ///
    /// - Throws: ``StoreError``.
    public func analysesCount(since time: Timestamp) async throws -> Int {
        try await read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM sent WHERE kind = 'analyze' AND time >= ?",
                arguments: [time.milliseconds]) ?? 0
        }
    }

    /// How many times a photo was shown to an analyzer without an answer since its analysis was queued.
    static func unansweredAnalyses(of work: SyncTask, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM sent WHERE kind = 'analyze' AND sha256 = :photo AND time >= (
                    SELECT min(created) FROM job WHERE kind = 'analyze' AND image IN (\(Job.images)))
                """,
            arguments: work.photo.arguments) ?? 0
    }
}

extension Transfer {
    fileprivate init(_ row: borrowing Row) throws {
        self.init(
            kind: try row["kind"], at: try row["time"], place: try row["place"],
            sha256: hexadecimal(try row["sha256"] as Data), bytes: try row["bytes"], entry: try row["id"])
    }
}

extension Transfer: Encodable {
    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "kind": kind, "at": at.iso8601, "place": place, "sha256": sha256, "bytes": bytes,
            "entry": entry?.description,
        ])
    }
}
