import Cryptography
public import Foundation
import GRDB
public import Journal
public import Messages

/// The work that a sync has to do for one photo.
public struct SyncTask: Sendable {
    /// The photo.
    public var photo: Photo
    /// Whether the photo must be uploaded.
    public var needsUpload: Bool
    /// The photo's size in bytes.
    public var bytes: Int
    /// Whether the photo must be analysed.
    public var needsAnalysis: Bool
    /// Its place in the queue; older work has a lower number.
    public var queuePosition: Int64

    /// The photo's entry.
    public var entry: EntryID { photo.entry }

    /// SHA-256 of the stored JPEG, 64 hexadecimal digits.
    public var sha256: String { photo.sha256 }

    /// A photo of an entry.
    public struct Photo: Hashable, Sendable {
        /// The entry.
        public var entry: EntryID
        /// SHA-256 of the stored JPEG, 64 hexadecimal digits.
        public var sha256: String

        /// The arguments of ``Job/images``.
        var arguments: StatementArguments { ["entry": Data(entry.bytes), "photo": Data(hexadecimal: sha256)] }
    }
}

extension SyncTask {
    fileprivate init(_ row: borrowing Row) throws {
        self.init(
            photo: Photo(entry: try row[1], sha256: hexadecimal(try row[2] as Data)), needsUpload: try row[4],
            bytes: try row[3], needsAnalysis: try row[5], queuePosition: try row[0])
    }
}

extension Store {
    /// All unfinished jobs, oldest first.
    public func queue() async throws -> [Job] {
        try await read { db in
            try Row.fetchAll(db, sql: Job.selection, arguments: [0, Int.max], Job.init(row:))
        }
    }

    /// At most `limit` unfinished jobs after a place in the queue, oldest first.
    ///
    /// - Parameter place: the `next` of the previous page; 0 starts with the oldest.
    /// - Returns: the jobs, and where the next page begins; `nil` if there is none.
    /// - Throws: ``StoreError``.
    public func queue(limit: Int, after place: Int64) async throws -> (jobs: [Job], next: Int64?) {
        try await read { db in
            let jobs = try Row.fetchAll(db, sql: Job.selection, arguments: [place, limit + 1]) { row in
                (job: try Job(row: row), number: try row["number"] as Int64)
            }
            let shown = jobs.prefix(limit)
            return (shown.map(\.job), jobs.count > limit ? shown.last?.number : nil)
        }
    }

    /// The number of entries waiting for a sync, and of photos waiting to be deleted by it. A photo with a failed job
    /// waits for a person instead, whatever other jobs it has.
    public func waitingCount() async throws -> Int {
        try await read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM job WHERE \(Job.isDeletionDue))
                        + (SELECT count(DISTINCT entry) FROM (
                            SELECT i.entry FROM job j JOIN image i ON i.number = j.image JOIN entry e ON e.number = i.entry
                            WHERE e.trashed IS NULL AND i.position IS NOT NULL
                            GROUP BY j.image HAVING min(j.state = 'waiting')))
                    """) ?? 0
        }
    }

    /// The work that a sync could do at `now`, oldest first. If one of a photo's jobs has failed, its others wait, too.
    public func work(at now: Timestamp) async throws -> [SyncTask] {
        try await read { db in try Store.work(at: now, after: 0, limit: .max, db) }
    }

    /// Leases the work for up to `limit` photos, oldest first, to one sync. No other sync gets it before
    /// ``release(_:)``, or before the lease expires because its holder died.
    ///
    /// - Parameters:
    ///   - position: the ``SyncTask/queuePosition`` of the last work that this sync was given, so that it gets none
    ///     twice.
    ///   - place: the remote that photos are sent to; `nil` if none are. From now on a photo may be there, whatever
    ///     happens to this sync.
    ///   - holder: a number that no other sync has.
    public func claimWork(
        after position: Int64, limit: Int, sending place: String?, holder: Int64, at now: Timestamp
    ) async throws -> [SyncTask] {
        try await write { db in
            let work = try Store.work(at: now, after: position, limit: limit, db)
            for claimed in work {
                try db.cachedStatement(
                    sql: """
                        UPDATE job SET holder = :holder, held_until = :until,
                            place = CASE kind WHEN 'upload' THEN coalesce(:place, place) END
                        WHERE image IN (\(Job.images))
                        """
                ).execute(
                    arguments: ["holder": holder, "until": now.milliseconds + Store.lease, "place": place]
                        + claimed.photo.arguments)
            }
            return work
        }
    }

    /// Returns the work that a sync has leased but not finished.
    public func release(_ holder: Int64) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE job SET holder = NULL, held_until = NULL WHERE holder = ?", arguments: [holder])
        }
    }

    /// Returns the work that any sync has leased. Only for the sync that holds the folder's `syncLock`: all others are
    /// dead.
    public func releaseAll() async throws {
        let isAnyHeld = try await read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM job WHERE holder IS NOT NULL)")
        }
        guard isAnyHeld == true else { return }
        try await write { db in
            try db.execute(sql: "UPDATE job SET holder = NULL, held_until = NULL WHERE holder IS NOT NULL")
        }
    }

    /// How long a lease lasts in milliseconds if its sync is not heard of again: longer than the longest transfer.
    private static let lease: Int64 = 10 * 60_000

    static func work(at now: Timestamp, after position: Int64, limit: Int, _ db: Database) throws -> [SyncTask] {
        try Row.fetchAll(
            db.cachedStatement(sql: dueWork),
            arguments: ["now": now.milliseconds, "position": position, "lease": lease, "limit": limit]
        ) { row in
            // What a damaged entry waits for waits until it is repaired; lists name it.
            try? SyncTask(row)
        }.compactMap(\.self)
    }

    /// The first job of each photo whose jobs may all be done now, in the queue's order. Reads from a position, and no
    /// further than to the limit, so that taking a long queue piece by piece takes time proportional to its length.
    ///
    /// A lease from a moment when the clock had jumped ahead blocks nobody.
    static let dueWork = """
        SELECT j.number, e.id, i.sha256, i.bytes,
            EXISTS (SELECT 1 FROM job WHERE image = j.image AND kind = 'upload') AS upload,
            EXISTS (SELECT 1 FROM job WHERE image = j.image AND kind = 'analyze') AS analyze
        FROM job j CROSS JOIN image i ON i.number = j.image CROSS JOIN entry e ON e.number = i.entry
        WHERE j.number > :position AND e.private = 0 AND e.trashed IS NULL AND i.position IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM job o WHERE o.image = j.image AND (
                o.number < j.number OR o.state <> 'waiting' OR o.not_before > :now
                OR o.held_until BETWEEN :now + 1 AND :now + :lease))
        ORDER BY j.number LIMIT :limit
        """

    /// The photo of leased work, a JPEG; `nil` if it was removed, or its entry was purged, trashed or made private
    /// since.
    ///
    /// - Throws: ``StoreError``, ``StoreError/broken(_:)`` if the photo is missing.
    public func photoToSend(_ work: SyncTask) async throws -> Data? {
        try await read { db in
            let photo = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT p.jpeg FROM entry e JOIN image i ON i.entry = e.number LEFT JOIN photo p ON p.image = i.number
                        WHERE e.id = :entry AND i.sha256 = :photo AND e.private = 0 AND e.trashed IS NULL
                            AND i.position IS NOT NULL
                        """), arguments: work.photo.arguments
            ) { row in try row[0] as Data? }
            switch photo {
            case nil: return nil
            case .some(nil):
                throw StoreError.broken(CodedMessage("damage.photo", ["id": .text(work.entry.description)]))
            case .some(let photo?): return photo
            }
        }
    }

    /// Notes that an entry's photo is now at `place`. If the entry was purged or made private meanwhile, queues the
    /// deletion from there.
    public func finishUpload(_ work: SyncTask, to place: String, bytes: Int, at now: Timestamp) async throws {
        try await write { db in
            try Store.noteSent(.upload, work, to: place, bytes, now, db)
            try Store.removeJob(.upload, of: work, db)
            if try Store.isGoneOrPrivate(work.photo, db) { try Job.queueDeletion(of: work.sha256, now, db) }
        }
    }

    /// Stores an analyzer's answer: the faces for views, and the whole of it.
    ///
    /// - Parameters:
    ///   - place: who the photo was shown to; `nil` if it did not leave this machine.
    ///   - bytes: how many bytes of it were sent for that; 0 if it was there already.
    public func finishAnalysis(
        _ work: SyncTask, _ analysis: FaceAnalysis, raw: Data, shownTo place: String?, bytes: Int
    ) async throws {
        try await write { db in
            if let place { try Store.noteSent(.analyze, work, to: place, bytes, analysis.at, db) }
            // The photo may have been purged during the analysis.
            let original = try Data.fetchOne(
                db, sql: "SELECT original FROM image WHERE number IN (\(Job.images))", arguments: work.photo.arguments)
            guard let original else { return }
            let history = try ChangeLog.changes(of: work.entry, db)
            // A photo's bytes here may come from another version of the program, so that their name differs from the
            // one in the changes.
            let photo = EntryState(history).photo(madeFrom: hexadecimal(original))
            let answer = AnalysisPayload(analysis, of: photo?.facts.sha256 ?? work.sha256, raw: raw)
            try ChangeLog(db).record([], to: work.entry, after: history, answers: [answer], now: analysis.at)
            try Store.removeJob(.analyze, of: work, db)
        }
    }

    /// Marks a photo's job as failed, with a reason. It is not tried again until ``retry(_:)``.
    public func fail(_ kind: Job.Kind, of work: SyncTask, because reason: CodedMessage) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE job SET state = 'failed', attempts = attempts + 1, reason = :reason
                    WHERE kind = :kind AND image IN (\(Job.images))
                    """,
                arguments: ["reason": try reason.kept, "kind": kind.rawValue] + work.photo.arguments)
            try Store.giveBack(work, db)
        }
    }

    /// Leaves a photo's job to the next sync, with the reason why the attempt failed. Like every write, this happens
    /// even if the calling task is cancelled.
    ///
    /// - Parameter place: who may have seen the photo anyway.
    /// - Returns: how many times the photo was shown to an analyzer without an answer since its analysis was queued.
    @discardableResult
    public func postpone(
        _ kind: Job.Kind, of work: SyncTask, because reason: CodedMessage,
        shownTo place: String? = nil, at now: Timestamp
    ) async throws -> Int {
        try await write { db in
            if let place { try Store.noteSent(kind, work, to: place, work.bytes, now, db) }
            try db.execute(
                sql: """
                    UPDATE job SET attempts = attempts + 1, not_before = NULL, reason = :reason
                    WHERE kind = :kind AND image IN (\(Job.images))
                    """,
                arguments: ["reason": try reason.kept, "kind": kind.rawValue] + work.photo.arguments)
            try Store.giveBack(work, db)
            return try place == nil ? 0 : Store.unansweredAnalyses(of: work, db)
        }
    }

    private static func giveBack(_ work: SyncTask, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE job SET holder = NULL, held_until = NULL WHERE image IN (\(Job.images))",
            arguments: work.photo.arguments)
    }

    private static func removeJob(_ kind: Job.Kind, of work: SyncTask, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM job WHERE kind = :kind AND image IN (\(Job.images))").execute(
            arguments: ["kind": kind.rawValue] + work.photo.arguments)
    }

    /// Whether a photo that was just sent must not stay there, because its entry was purged or made private.
    private static func isGoneOrPrivate(_ photo: SyncTask.Photo, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT NOT EXISTS (\(Job.images) AND NOT e.private)"),
            arguments: photo.arguments) ?? true
    }

    /// `nil` if the entry was purged.
    static func isPrivate(_ id: EntryID, _ db: Database) throws -> Bool? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT private FROM entry WHERE id = ?"), arguments: [Data(id.bytes)]
        ) { row in try row[0] }
    }

    private static func noteSent(
        _ kind: Job.Kind, _ work: SyncTask, to place: String, _ bytes: Int, _ now: Timestamp, _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO sent (time, kind, place, sha256, bytes) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [now.milliseconds, kind.rawValue, place, Data(hexadecimal: work.sha256), bytes])
    }
}
