import Hummingbird
public import Journal
public import Storage
public import Sync

/// What the routes share: the journal, access control, the clock, and the remote.
public struct JournalServer: Sendable {
    let store: Store
    let options: ServerOptions
    let access: AccessFile
    let connections = Connections()
    let passwords = PasswordCheck()
    let changes: ChangeWatch
    let sync: SyncRunner
    private let otherRemote: String?
    let now: @Sendable () -> Moment
    let decoders = AsyncSemaphore(places: 4)
    let cache: ResponseCache
    /// The words of all pages and problems.
    let catalogue: Catalogue

    /// Creates a server for one journal.
    ///
    /// - Parameters:
    ///   - now: returns the current time in this machine's zone.
    ///   - sync: runs the syncs.
    ///   - remote: overrides the journal's own remote.
    public init(
        store: Store, options: ServerOptions = ServerOptions(), now: @escaping @Sendable () -> Moment,
        sync: SyncRunner, remote: String? = nil
    ) {
        self.init(store: store, options: options, now: now, sync: sync, remote: remote, catalogue: Catalogue())
    }

    init(
        store: Store, options: ServerOptions, now: @escaping @Sendable () -> Moment, sync: SyncRunner, remote: String?,
        catalogue: Catalogue
    ) {
        self.store = store
        otherRemote = remote
        self.options = options
        self.now = now
        self.sync = sync
        access = AccessFile(store.folder)
        changes = ChangeWatch(store)
        cache = ResponseCache(store, now: now)
        self.catalogue = catalogue
    }

    /// Waits until a newer program has upgraded the journal, so that this one cannot serve it any more.
    ///
    /// - Throws: `StoreError` when that has happened, `CancellationError` when the task is cancelled before.
    public func waitForUpgrade() async throws {
        // Not as one more listener: while nobody listens, what others do costs nothing more, and who comes back hears it once.
        try await ChangeWatch(store).waitForUpgrade()
    }

    /// Where photos go; `nil` if no remote is set.
    func remote() async throws -> String? {
        if let otherRemote { return otherRemote }
        return try await store.remote()
    }

    /// The day that now counts for.
    func today() async throws -> LocalDay {
        try await cache.today()
    }

    func newID() -> EntryID {
        EntryID(at: now().time)
    }

    /// The entry whose ID is in the path.
    func entry(_ context: AppRequestContext) async throws -> Entry {
        let id = try id(context)
        guard let entry = try await store.entry(id) else { throw Problem(.notFound, \.noEntry, ["id": id.description]) }
        return entry
    }

    /// Decodes a draft's photos. Only a few are decoded at a time: each takes a core and memory.
    func prepare(_ draft: Draft) async throws -> PreparedDraft {
        try await decoders.withPermit { try await store.prepare(draft) }
    }

    /// Adds a draft to the journal.
    func add(_ draft: Draft) async throws -> AddResult {
        try await store.add(try await prepare(draft), now: now())
    }
}
