import GRDB
import Foundation
public import Journal

/// Whose work people decided about.
public struct RequeueResult: Equatable, Sendable {
    /// How many entries, and photos to be deleted of entries that are gone.
    public var count: Int
    /// The entries that are there.
    public var entries: [EntryID]
}

/// What people decide about work that was set aside.
extension Store {
    /// Lets everything that was set aside or skipped for these entries wait for the next sync again; what was set aside for
    /// any entry, and for photos to be deleted, when `ids` is `nil`: what somebody chose to skip stays skipped then.
    public func retry(_ ids: [EntryID]?) async throws -> RequeueResult {
        let isWaitingLonger = "state = 'waiting' AND not_before IS NOT NULL"
        return try await write { db in
            try Store.update(
                ids, "state = 'waiting', not_before = NULL, reason = NULL",
                where: "state = 'failed' OR \(isWaitingLonger)" + (ids == nil ? "" : " OR state = 'skipped'"), db)
        }
    }

    /// Has all photos of these entries analysed by the next sync, once more those that an analyzer has answered for already.
    /// Private entries and those without a photo here are left out. Returns how many entries that concerned.
    public func analyzeAgain(_ ids: [EntryID], now: Timestamp) async throws -> Int {
        try await write { db in
            var count = 0
            for id in ids {
                let photos = try Int64.fetchAll(
                    db,
                    sql: """
                        SELECT i.number FROM entry e JOIN image i ON i.entry = e.number
                        WHERE e.id = ? AND NOT e.private AND i.here AND i.position IS NOT NULL
                        """,
                    arguments: [Data(id.bytes)])
                for photo in photos {
                    try db.execute(sql: "DELETE FROM job WHERE image = ? AND kind = 'analyze'", arguments: [photo])
                    try Job.queue([.analyze], for: photo, now, db)
                }
                if !photos.isEmpty { count += 1 }
            }
            return count
        }
    }

    /// Queues the analysis of the further photos of all entries, those that no analyzer has answered for: of several only the
    /// first is shown to one that has to be paid for.
    public func analyzeFurtherPhotos(now: Timestamp) async throws {
        let isUnanswered = """
            i.position > 0 AND i.here AND i.analysis IS NULL AND NOT e.private AND e.trashed IS NULL
                AND NOT EXISTS (SELECT 1 FROM job WHERE image = i.number AND kind = 'analyze')
            """
        let photos = "FROM image i JOIN entry e ON e.number = i.entry WHERE \(isUnanswered)"
        let isAny = try await read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 \(photos))") }
        guard isAny == true else { return }
        try await write { db in
            try db.execute(
                sql: "INSERT INTO job (kind, image, created) SELECT 'analyze', i.number, ? \(photos)",
                arguments: [now.milliseconds])
        }
    }

    /// Gives up the work for these entries, which ``retry(_:)`` takes back; for all that was set aside when `ids` is
    /// `nil`.
    public func skip(_ ids: [EntryID]?) async throws -> RequeueResult {
        try await write { db in
            try Store.update(
                ids, "state = 'skipped', not_before = NULL",
                where: ids == nil ? "state = 'failed'" : "state <> 'skipped'", db)
        }
    }

    private static func update(
        _ ids: [EntryID]?, _ assignments: String, where condition: String, _ db: Database
    ) throws -> RequeueResult {
        let chosen: String
        var arguments = StatementArguments()
        if let ids {
            chosen = """
                image IN (SELECT i.number FROM image i JOIN entry e ON e.number = i.entry
                    WHERE e.id IN (\(ids.map { _ in "?" }.joined(separator: ", "))))
                """
            arguments = StatementArguments(ids.map { Data($0.bytes) })
        } else {
            chosen = "TRUE"
        }
        let changed = try Row.fetchAll(
            db,
            sql: """
                UPDATE job SET \(assignments), holder = NULL, held_until = NULL
                WHERE \(chosen) AND (\(condition)) RETURNING coalesce((SELECT entry FROM image WHERE number = job.image), -number) AS concerned
                """,
            arguments: arguments)
        let concerned = Set(changed.map { $0["concerned"] as Int64 })
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id FROM entry WHERE number IN (SELECT value FROM json_each(?)) ORDER BY time DESC, number DESC
                """,
            arguments: ["[\(concerned.map(String.init).joined(separator: ","))]"])
        return RequeueResult(count: concerned.count, entries: rows.compactMap { EntryID(bytes: $0["id"] as Data) })
    }
}
