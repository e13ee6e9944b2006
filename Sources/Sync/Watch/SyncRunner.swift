/// Runs one sync at a time in this process: callers during a sync wait for its result.
public actor SyncRunner {
    private let sync: @Sendable () async throws -> SyncSummary
    private var running: Task<SyncSummary, any Error>?

    /// Creates a runner whose syncs are done by `sync`.
    public init(_ sync: @escaping @Sendable () async throws -> SyncSummary) {
        self.sync = sync
    }

    /// Starts a sync, or waits for the one in progress.
    public func run() async throws -> SyncSummary {
        if let running { return try await running.value }
        let task = Task { try await sync() }
        running = task
        defer { running = nil }
        return try await task.value
    }

    /// Cancels the sync in progress, if any, and waits for it to end. What it has not done waits for the next one.
    public func stop() async {
        guard let running else { return }
        running.cancel()
        _ = await running.result
    }
}
