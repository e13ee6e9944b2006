import Cryptography
public import Foundation
import GRDB
public import Journal

/// What a sync has to do for one entry.
public struct SyncTask: Sendable {
    /// The entry.
    public var entry: EntryID
    /// SHA-256 of the stored JPEG, 64 hexadecimal digits.
    public var sha256: String
    /// Whether the photo has yet to be sent.
    public var needsUpload: Bool
    /// The photo's size in bytes.
    public var bytes: Int
    /// Whether an analyzer has yet to be asked.
    public var needsAnalysis: Bool
    /// Its place in the queue; older work has the lower number.
    public var queuePosition: Int64
}

extension Store {
    /// Every job that is not done, oldest first.
    public func queue() async throws -> [Job] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT e.id, j.* FROM job j LEFT JOIN entry e ON e.number = j.entry ORDER BY j.number"
            ).compactMap(Job.init(row:))
        }
    }

    /// The jobs that are not done after a place in the queue, oldest first, at most `limit` of them.
    ///
    /// - Parameter place: the `next` of the page before; 0 begins with the oldest.
    /// - Returns: the jobs, and where the next page begins; `nil` when there is none.
    /// - Throws: ``StoreError``.
    public func queue(limit: Int, after place: Int64) async throws -> (jobs: [Job], next: Int64?) {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT e.id, j.* FROM job j LEFT JOIN entry e ON e.number = j.entry
                    WHERE j.number > ? ORDER BY j.number LIMIT ?
                    """,
                arguments: [place, limit + 1])
            let shown = rows.prefix(limit)
            return (shown.compactMap(Job.init(row:)), rows.count > limit ? shown.last?["number"] : nil)
        }
    }

    /// The number of entries that wait for a sync, and of photos that wait to be deleted by it. An entry with a job that was
    /// set aside waits for a person, not for a sync, whatever else is to be done for it.
    public func waitingCount() async throws -> Int {
        try await read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM job WHERE \(Job.isDeletionDue))
                        + (SELECT count(*) FROM (
                            SELECT 1 FROM job j JOIN entry e ON e.number = j.entry
                            WHERE e.trashed IS NULL GROUP BY j.entry HAVING min(j.state = 'waiting')))
                    """) ?? 0
        }
    }

    /// What a sync could do at `now`, oldest first. An entry with a job that was set aside waits with all its work.
    public func work(at now: Timestamp) async throws -> [SyncTask] {
        try await read { db in try Store.work(at: now, after: 0, limit: .max, db) }
    }

    /// Takes up to `limit` entries' work, oldest first, for one sync: nobody else is given it before ``release(_:)``, or
    /// before the lease has run out because its holder died.
    ///
    /// - Parameters:
    ///   - position: the ``SyncTask/queuePosition`` of the last work that this sync was given, so that it gets none twice.
    ///   - place: the remote that the photos are to be sent to. From here on one may be there, whatever becomes of this
    ///     sync. `nil` when none is to be sent.
    ///   - holder: a number that no other sync has.
    public func claimWork(
        after position: Int64, limit: Int, sending place: String?, holder: Int64, at now: Timestamp
    ) async throws -> [SyncTask] {
        try await write { db in
            let work = try Store.work(at: now, after: position, limit: limit, db)
            for claimed in work {
                try db.cachedStatement(
                    sql: """
                        UPDATE job SET holder = ?, held_until = ?, place = CASE kind WHEN 'upload' THEN coalesce(?, place) END
                        WHERE entry = (SELECT number FROM entry WHERE id = ?)
                        """
                ).execute(arguments: [holder, now.milliseconds + Store.lease, place, Data(claimed.entry.bytes)])
            }
            return work
        }
    }

    /// Gives back what a sync took and did not finish.
    public func release(_ holder: Int64) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE job SET holder = NULL, held_until = NULL WHERE holder = ?", arguments: [holder])
        }
    }

    /// Gives back whatever any sync took, for the one that holds the folder's `syncLock`: the others are dead.
    public func releaseAll() async throws {
        let isAnyHeld = try await read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM job WHERE holder IS NOT NULL)")
        }
        guard isAnyHeld == true else { return }
        try await write { db in
            try db.execute(sql: "UPDATE job SET holder = NULL, held_until = NULL WHERE holder IS NOT NULL")
        }
    }

    /// How long a sync that is not heard of any more keeps its work, in milliseconds: longer than the longest transfer.
    private static let lease: Int64 = 10 * 60_000

    static func work(at now: Timestamp, after position: Int64, limit: Int, _ db: Database) throws -> [SyncTask] {
        try Row.fetchAll(
            db.cachedStatement(sql: dueWork),
            arguments: ["now": now.milliseconds, "position": position, "lease": lease, "limit": limit]
        ).compactMap { row in
            EntryID(bytes: row["id"] as Data).map {
                SyncTask(
                    entry: $0, sha256: hexadecimal(row["sha256"] as Data), needsUpload: row["upload"],
                    bytes: row["bytes"], needsAnalysis: row["analyze"], queuePosition: row["number"])
            }
        }
    }

    /// The first job of each entry whose jobs all may be done now, in the order of the queue: read from a position on, and no
    /// further than to the limit, so that taking all of a long queue piece by piece costs what it is long.
    ///
    /// A lease from a time that a clock which jumped took for the present holds nobody up.
    static let dueWork = """
        SELECT j.number, e.id, i.sha256, i.bytes,
            EXISTS (SELECT 1 FROM job WHERE entry = j.entry AND kind = 'upload') AS upload,
            EXISTS (SELECT 1 FROM job WHERE entry = j.entry AND kind = 'analyze') AS analyze
        FROM job j CROSS JOIN entry e ON e.number = j.entry CROSS JOIN image i ON i.entry = j.entry
        WHERE j.number > :position AND e.private = 0 AND e.trashed IS NULL AND NOT EXISTS (
            SELECT 1 FROM job o WHERE o.entry = j.entry AND (
                o.number < j.number OR o.state <> 'waiting' OR o.not_before > :now
                OR o.held_until BETWEEN :now + 1 AND :now + :lease))
        ORDER BY j.number LIMIT :limit
        """

    /// The photo of claimed work, a JPEG; `nil` when the entry was purged, trashed or made private since.
    ///
    /// - Throws: ``StoreError``, ``StoreError/broken(_:)`` when the photo is missing.
    public func photoToSend(_ work: SyncTask) async throws -> Data? {
        try await read { db in
            // A cursor's row is not copied, as one that outlives its statement must be: the photo is copied once.
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT p.jpeg FROM entry e LEFT JOIN photo p ON p.entry = e.number
                        WHERE e.id = ? AND e.private = 0 AND e.trashed IS NULL
                        """), arguments: [Data(work.entry.bytes)])
            guard let row = try rows.next() else { return nil }
            guard let photo = row["jpeg"] as Data? else {
                throw StoreError.broken("The photo of entry \(work.entry) is missing. Restore a backup.")
            }
            return photo
        }
    }

    /// Notes that an entry's photo is at `place` now. If the entry was purged or made private meanwhile, its deletion
    /// from there is queued.
    public func finishUpload(_ work: SyncTask, to place: String, bytes: Int, at now: Timestamp) async throws {
        try await write { db in
            try Store.noteSent(.upload, work, to: place, bytes, now, db)
            try Store.removeJob(.upload, of: work.entry, db)
            if try Store.isPrivate(work.entry, db) ?? true { try Job.queueDeletion(of: work.sha256, now, db) }
        }
    }

    /// Keeps an analyzer's answer: what the views read and the answer whole.
    ///
    /// - Parameters:
    ///   - place: whom the photo was shown to; `nil` when it did not leave this machine.
    ///   - bytes: how many bytes of it were sent for that; 0 when it was already there.
    public func finishAnalysis(
        _ work: SyncTask, _ analysis: FaceAnalysis, raw: Data, shownTo place: String?, bytes: Int
    ) async throws {
        try await write { db in
            let id = work.entry
            if let place { try Store.noteSent(.analyze, work, to: place, bytes, analysis.at, db) }
            // The entry may have been purged while the analyzer looked.
            guard try Store.isPrivate(id, db) != nil else { return }
            try ChangeLog(db).record([], to: id, answer: AnalysisPayload(analysis, raw: raw), now: analysis.at)
            try Store.removeJob(.analyze, of: id, db)
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
            try Store.giveBack(id, db)
        }
    }

    /// Lets the entry's job wait until `notBefore`, with the reason of the attempt that failed. Like every write it is done
    /// even when the asking task is cancelled.
    ///
    /// - Parameter shown: the work whose photo may have been shown all the same, and to whom.
    /// - Returns: how many times that photo was shown since its analysis was queued, none of which brought an answer.
    @discardableResult
    public func postpone(
        _ kind: Job.Kind, of id: EntryID, until notBefore: Timestamp?, because reason: String,
        shown: (work: SyncTask, place: String)? = nil, at now: Timestamp
    ) async throws -> Int {
        try await write { db in
            if let shown { try Store.noteSent(kind, shown.work, to: shown.place, shown.work.bytes, now, db) }
            try db.execute(
                sql: """
                    UPDATE job SET attempts = attempts + 1, not_before = ?, reason = ?
                    WHERE kind = ? AND entry = (SELECT number FROM entry WHERE id = ?)
                    """,
                arguments: [notBefore?.milliseconds, reason, kind.rawValue, Data(id.bytes)])
            try Store.giveBack(id, db)
            return try shown.map { try Store.unansweredAnalyses(of: $0.work, db) } ?? 0
        }
    }

    private static func giveBack(_ id: EntryID, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE job SET holder = NULL, held_until = NULL WHERE entry = (SELECT number FROM entry WHERE id = ?)
                """,
            arguments: [Data(id.bytes)])
    }

    private static func removeJob(_ kind: Job.Kind, of id: EntryID, _ db: Database) throws {
        try db.cachedStatement(
            sql: "DELETE FROM job WHERE kind = ? AND entry = (SELECT number FROM entry WHERE id = ?)"
        ).execute(arguments: [kind.rawValue, Data(id.bytes)])
    }

    /// `nil` when the entry was purged.
    static func isPrivate(_ id: EntryID, _ db: Database) throws -> Bool? {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT private FROM entry WHERE id = ?"), arguments: [Data(id.bytes)])
    }

    private static func noteSent(
        _ kind: Job.Kind, _ work: SyncTask, to place: String, _ bytes: Int, _ now: Timestamp, _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO sent (time, kind, place, sha256, bytes) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [now.milliseconds, kind.rawValue, place, Data(hexadecimal: work.sha256), bytes])
    }
}
