import Hummingbird
public import Journal
public import Storage
public import Sync

/// What the routes share: the journal, the present, and the way to the remote.
public struct JournalServer: Sendable {
    let store: Store
    let sync: SyncRunner
    let now: @Sendable () -> Moment

    /// A server of one journal.
    ///
    /// - Parameters:
    ///   - now: the present in this machine's zone.
    ///   - sync: does the syncs.
    public init(store: Store, now: @escaping @Sendable () -> Moment, sync: SyncRunner) {
        self.store = store
        self.now = now
        self.sync = sync
    }

    func newID() -> EntryID {
        var random = SystemRandomNumberGenerator()
        return EntryID(at: now().time, using: &random)
    }

    /// The entry whose id is in the path.
    func entry(_ context: BasicRequestContext) async throws -> Entry {
        let id = try id(context)
        guard let entry = try await store.entry(id) else { throw Problem(.notFound, "There is no entry \(id).") }
        return entry
    }
}
