import Cryptography
public import Foundation
import GRDB
public import Journal

/// What a sync has to do for one entry.
public struct Work: Sendable {
    /// The entry.
    public var entry: EntryID
    /// SHA-256 of the stored JPEG, 64 hexadecimal digits.
    public var sha256: String
    /// Whether the photo has yet to be sent.
    public var needsUpload: Bool
    /// Whether an analyzer has yet to be asked.
    public var needsAnalysis: Bool
}

extension Store {
    /// Every job that is not done, oldest first.
    public func queue() async throws -> [Job] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT e.id, j.* FROM job j JOIN entry e ON e.number = j.entry ORDER BY j.number"
            ).compactMap(Job.init(row:))
        }
    }

    /// The number of entries that wait for a sync.
    public func waitingCount() async throws -> Int {
        try await read { db in
            try Int.fetchOne(db, sql: "SELECT count(DISTINCT entry) FROM job WHERE state = 'waiting'") ?? 0
        }
    }

    /// What a sync may do at `now`, oldest first. An entry with a job that was set aside waits with all its work.
    public func work(at now: Timestamp) async throws -> [Work] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT e.id, i.sha256, max(j.kind = 'upload') AS upload, max(j.kind = 'analyze') AS analyze
                    FROM job j JOIN entry e ON e.number = j.entry JOIN image i ON i.entry = e.number
                    WHERE e.private = 0 AND e.trashed IS NULL
                    GROUP BY j.entry
                    HAVING min(j.state = 'waiting') AND max(coalesce(j.not_before, 0)) <= ?
                    ORDER BY min(j.number)
                    """,
                arguments: [now.milliseconds]
            ).compactMap { row in
                EntryID(bytes: row["id"] as Data).map {
                    Work(
                        entry: $0, sha256: hexadecimal(row["sha256"] as Data), needsUpload: row["upload"],
                        needsAnalysis: row["analyze"])
                }
            }
        }
    }

    /// Notes that an entry's photo is at `place` now.
    public func finishUpload(of id: EntryID, to place: String, bytes: Int, at now: Timestamp) async throws {
        try await write { db in
            try Store.noteSent(.upload, id, to: place, bytes, now, db)
            try Store.removeJob(.upload, of: id, db)
        }
    }

    /// Keeps an analyzer's answer: what the views read and the answer whole.
    ///
    /// - Parameters:
    ///   - place: whom the photo was shown to.
    ///   - bytes: how many bytes of it were sent for that; 0 when it was already there.
    public func finishAnalysis(
        of id: EntryID, _ analysis: FaceAnalysis, raw: Data, shownTo place: String, bytes: Int
    ) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO analysis (entry, analyzer, time, faces, raw)
                    SELECT number, ?, ?, ?, ? FROM entry WHERE id = ?
                    """,
                arguments: [
                    analysis.analyzer, analysis.at.milliseconds,
                    String(decoding: try jsonLine(analysis.faces), as: UTF8.self), raw, Data(id.bytes),
                ])
            let number = db.lastInsertedRowID
            try Store.noteSent(.analyze, id, to: place, bytes, analysis.at, db)
            try Store.removeJob(.analyze, of: id, db)
            var log = try ChangeLog(db, entry: id, now: analysis.at)
            try log.append(.analysis, number)
        }
    }

    /// Sets the entry's job aside with a reason; it is not tried again until ``retry(_:)``.
    public func setAside(_ kind: Job.Kind, of id: EntryID, because reason: String) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE job SET state = 'failed', attempts = attempts + 1, reason = ?
                    WHERE kind = ? AND entry = (SELECT number FROM entry WHERE id = ?)
                    """,
                arguments: [reason, kind.rawValue, Data(id.bytes)])
        }
    }

    /// Lets the entry's job wait until `notBefore`, with the reason of the attempt that failed.
    public func postpone(
        _ kind: Job.Kind, of id: EntryID, until notBefore: Timestamp?, because reason: String
    ) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE job SET attempts = attempts + 1, not_before = ?, reason = ?
                    WHERE kind = ? AND entry = (SELECT number FROM entry WHERE id = ?)
                    """,
                arguments: [notBefore?.milliseconds, reason, kind.rawValue, Data(id.bytes)])
        }
    }

    /// Lets everything that was set aside for these entries wait for the next sync again; for all entries when `ids`
    /// is `nil`. Returns how many entries that concerned.
    public func retry(_ ids: [EntryID]?) async throws -> Int {
        try await write { db in
            let numbers = try Int64.fetchAll(
                db, sql: "SELECT DISTINCT entry FROM job WHERE state <> 'waiting' OR not_before IS NOT NULL")
            let chosen = try ids.map { ids in
                try ids.compactMap { id in
                    try Int64.fetchOne(db, sql: "SELECT number FROM entry WHERE id = ?", arguments: [Data(id.bytes)])
                }
            }
            let again = numbers.filter { number in chosen.map { $0.contains(number) } ?? true }
            for number in again {
                try db.execute(
                    sql: "UPDATE job SET state = 'waiting', not_before = NULL, reason = NULL WHERE entry = ?",
                    arguments: [number])
            }
            return again.count
        }
    }

    private static func removeJob(_ kind: Job.Kind, of id: EntryID, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM job WHERE kind = ? AND entry = (SELECT number FROM entry WHERE id = ?)",
            arguments: [kind.rawValue, Data(id.bytes)])
    }

    private static func noteSent(
        _ kind: Job.Kind, _ id: EntryID, to place: String, _ bytes: Int, _ now: Timestamp, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO sent (time, kind, place, sha256, bytes)
                SELECT ?, ?, ?, sha256, ? FROM image WHERE entry = (SELECT number FROM entry WHERE id = ?)
                """,
            arguments: [now.milliseconds, kind.rawValue, place, bytes, Data(id.bytes)])
    }
}

extension Job {
    fileprivate init?(row: Row) {
        guard let entry = EntryID(bytes: row["id"] as Data), let kind = Kind(rawValue: row["kind"]),
            let state = State(rawValue: row["state"])
        else { return nil }
        self.init(
            entry: entry, kind: kind, state: state, attempts: row["attempts"],
            notBefore: (row["not_before"] as Int64?).map(Timestamp.init(milliseconds:)), reason: row["reason"])
    }
}
