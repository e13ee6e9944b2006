import Hummingbird
public import Journal
public import Storage
public import Sync

/// What the routes share: the journal, who may see it, the present, and the way to the remote.
public struct JournalServer: Sendable {
    let store: Store
    let options: ServerOptions
    let access: AccessFile
    let connections = Connections()
    let changes: ChangeWatch
    let sync: SyncRunner
    private let otherRemote: String?
    let now: @Sendable () -> Moment
    let decoders = AsyncSemaphore(places: 4)
    let cache: ResponseCache
    /// What people read.
    let catalogue: Catalogue

    /// A server of one journal.
    ///
    /// - Parameters:
    ///   - now: the present in this machine's zone.
    ///   - sync: does the syncs.
    ///   - remote: where those go, if not where the journal itself says.
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

    /// Where photos go; `nil` when nobody has said so.
    func remote() async throws -> String? {
        if let otherRemote { return otherRemote }
        return try await store.remote()
    }

    func newID() -> EntryID {
        EntryID(at: now().time)
    }

    /// The entry whose id is in the path.
    func entry(_ context: AppRequestContext) async throws -> Entry {
        let id = try id(context)
        guard let entry = try await store.entry(id) else { throw Problem(.notFound, \.noEntry, ["id": id.description]) }
        return entry
    }

    /// Puts a draft into the journal. Only a few photos are decoded at a time: each takes a core and memory.
    func add(_ draft: Draft) async throws -> AddResult {
        let prepared = try await decoders.withPermit { try await store.prepare(draft) }
        return try await store.add(prepared, now: now())
    }
}
