/// Does one sync at a time in this process: whoever asks while one runs waits for that one's end.
public actor SyncRunner {
    private let sync: @Sendable () async throws -> SyncSummary
    private var running: Task<SyncSummary, any Error>?

    /// A runner of `sync`, which does one.
    public init(_ sync: @escaping @Sendable () async throws -> SyncSummary) {
        self.sync = sync
    }

    /// Does a sync, or waits for the one that runs.
    public func run() async throws -> SyncSummary {
        if let running { return try await running.value }
        let task = Task { try await sync() }
        running = task
        defer { running = nil }
        return try await task.value
    }

    /// Breaks off the sync that runs, if one does, and waits for its end. What it has not done waits for the next one.
    public func stop() async {
        guard let running else { return }
        running.cancel()
        _ = await running.result
    }
}
