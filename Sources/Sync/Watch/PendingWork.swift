import Journal
import Storage

/// What a sync could do at a moment, as far as it takes to tell later whether there is more.
struct PendingWork {
    private var entries: Set<EntryID>
    private var deletions: Set<String>
    private var remote: String?
    /// When the first of what has to wait longer may be tried.
    private(set) var nextTry: Timestamp?

    /// - Throws: ``StoreError``.
    init(_ store: Store, at now: Timestamp) async throws {
        entries = Set(try await store.work(at: now).map(\.entry))
        deletions = Set(try await store.deletions(at: now).map { $0.place + " " + $0.sha256 })
        remote = try await store.remote()
        nextTry = try await store.nextTry(after: now)
    }

    /// What of it is still there: what a sync in between has not done.
    func left(in later: PendingWork) -> PendingWork {
        var left = self
        left.entries.formIntersection(later.entries)
        left.deletions.formIntersection(later.deletions)
        left.nextTry = later.nextTry
        return left
    }

    /// Whether there is something in it that is not in `other`, or another place for all of it.
    func hasMore(than other: PendingWork) -> Bool {
        !entries.isSubset(of: other.entries) || !deletions.isSubset(of: other.deletions)
            || (remote != other.remote && !(entries.isEmpty && deletions.isEmpty))
    }
}
