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
    let decoders = Turnstile(places: 4)
    let kept: KeptAnswers

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
        self.store = store
        otherRemote = remote
        self.options = options
        self.now = now
        self.sync = sync
        access = AccessFile(store.folder)
        changes = ChangeWatch(store)
        kept = KeptAnswers(store, now: now)
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
    func entry(_ context: VisitContext) async throws -> Entry {
        let id = try id(context)
        guard let entry = try await store.entry(id) else { throw Problem(.notFound, "There is no entry \(id).") }
        return entry
    }

    /// Puts a draft into the journal. Only a few photos are decoded at a time: each takes a core and memory.
    func add(_ draft: Draft) async throws -> AddResult {
        let prepared = try await decoders.pass { try await store.prepare(draft) }
        return try await store.add(prepared, now: now())
    }
}

/// Lets only so many through at a time; the others wait in the order they came.
actor Turnstile {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    nonisolated func pass<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        await enter()
        do {
            let value = try await work()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}
