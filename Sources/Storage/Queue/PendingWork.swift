import Foundation
import GRDB
public import Journal

/// What a sync could do at a moment, as far as it takes to tell later whether there is more.
public struct PendingWork: Sendable {
    private var photos: Set<SyncTask.Photo>
    private var deletions: Set<Deletion>
    private let remote: String?
    /// When the first of what has to wait longer may be tried; `nil` when nothing has to.
    public private(set) var nextTry: Timestamp?

    init(_ db: Database, at now: Timestamp) throws {
        photos = Set(try Store.work(at: now, after: 0, limit: .max, db).map(\.photo))
        deletions = Set(try Store.deletions(at: now, db))
        remote = try Store.setting("remote", db)
        nextTry = try Int64.fetchOne(
            db, sql: "SELECT min(not_before) FROM job WHERE state = 'waiting' AND not_before > ?",
            arguments: [now.milliseconds]
        ).map(Timestamp.init(milliseconds:))
    }

    /// What of it is still there: what a sync in between has not done.
    public func left(in later: PendingWork) -> PendingWork {
        var left = self
        left.photos.formIntersection(later.photos)
        left.deletions.formIntersection(later.deletions)
        left.nextTry = later.nextTry
        return left
    }

    /// Whether there is something in it that is not in `other`, or another place for all of it.
    public func hasMore(than other: PendingWork) -> Bool {
        !photos.isSubset(of: other.photos) || !deletions.isSubset(of: other.deletions)
            || (remote != other.remote && !(photos.isEmpty && deletions.isEmpty))
    }
}

extension Store {
    /// What a sync could do at `now`.
    ///
    /// - Throws: ``StoreError``.
    public func pendingWork(at now: Timestamp) async throws -> PendingWork {
        try await read { db in try PendingWork(db, at: now) }
    }
}
