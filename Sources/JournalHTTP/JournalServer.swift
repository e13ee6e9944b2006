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
    ///   - sync: does one sync.
    public init(
        store: Store, now: @escaping @Sendable () -> Moment, sync: @escaping @Sendable () async throws -> SyncSummary
    ) {
        self.store = store
        self.now = now
        self.sync = SyncRunner(sync)
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

/// Does one sync at a time: whoever asks while one runs waits for that one's end.
actor SyncRunner {
    private let sync: @Sendable () async throws -> SyncSummary
    private var running: Task<SyncSummary, any Error>?

    init(_ sync: @escaping @Sendable () async throws -> SyncSummary) {
        self.sync = sync
    }

    func run() async throws -> SyncSummary {
        if let running { return try await running.value }
        let task = Task { try await sync() }
        running = task
        defer { running = nil }
        return try await task.value
    }
}
