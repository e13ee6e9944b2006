import Foundation
import GRDB
public import Journal

/// The work that a sync could do at some moment, in enough detail to tell later whether there is more.
public struct PendingWork: Sendable {
    private var photos: Set<SyncTask.Photo>
    private var deletions: Set<Deletion>
    private let remote: String?

    init(_ db: Database, at now: Timestamp) throws {
        photos = Set(try Store.work(at: now, after: 0, limit: .max, db).map(\.photo))
        deletions = Set(try Store.deletions(at: now, db))
        remote = try Store.setting("remote", db)
    }

    /// The part that is still there, because the sync in between did not do it.
    public func left(in later: PendingWork) -> PendingWork {
        var left = self
        left.photos.formIntersection(later.photos)
        left.deletions.formIntersection(later.deletions)
        return left
    }

    /// Whether it contains work that is not in `other`, or has a different remote.
    public func hasMore(than other: PendingWork) -> Bool {
        !photos.isSubset(of: other.photos) || !deletions.isSubset(of: other.deletions)
            || (remote != other.remote && !(photos.isEmpty && deletions.isEmpty))
    }
}

extension Store {
    /// The work that a sync could do at `now`.
    ///
    /// - Throws: ``StoreError``.
    public func pendingWork(at now: Timestamp) async throws -> PendingWork {
        try await read { db in try PendingWork(db, at: now) }
    }
}
