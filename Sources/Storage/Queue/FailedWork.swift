import GRDB
import Foundation
public import Journal

/// The work that a retry or skip affected.
public struct RequeueResult: Equatable, Sendable {
    /// How many entries, plus how many deletions of photos whose entries no longer exist.
    public var count: Int
    /// The entries that still exist.
    public var entries: [EntryID]
}

/// Retrying and skipping failed work.
extension Store {
    /// Lets the next sync try failed and skipped work of these entries again. With `nil`, failed work of all entries
    /// and failed deletions; skipped work then stays skipped, because a person chose that.
    public func retry(_ ids: [EntryID]?) async throws -> RequeueResult {
        let isWaitingLonger = "state = 'waiting' AND not_before IS NOT NULL"
        return try await write { db in
            try Store.update(
                ids, "state = 'waiting', not_before = NULL, reason = NULL",
                where: "state = 'failed' OR \(isWaitingLonger)" + (ids == nil ? "" : " OR state = 'skipped'"), db)
        }
    }

    /// Has the next sync analyse all photos of these entries, even those with an answer. Leaves out private entries and
    /// those without a photo here. Returns how many entries that affected.
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

    /// Queues the analysis of all photos after the first of every entry that have no answer yet. Normally an analyzer
    /// that must be paid sees only the first.
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

    /// Skips the work of these entries; with `nil`, all failed work. ``retry(_:)`` undoes this.
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
            arguments: arguments
        ) { row in try row[0] as Int64 }
        let concerned = Set(changed)
        let entries = try Row.fetchAll(
            db,
            sql: """
                SELECT id FROM entry WHERE number IN (SELECT value FROM json_each(?)) ORDER BY time DESC, number DESC
                """,
            arguments: ["[\(concerned.map(String.init).joined(separator: ","))]"]
        ) { row in try row[0] as EntryID }
        return RequeueResult(count: concerned.count, entries: entries)
    }
}
