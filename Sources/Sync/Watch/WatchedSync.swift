public import Journal
public import Storage

/// One sync of a watch, and what it has left.
public struct WatchedSync: Sendable {
    /// How it ended.
    public let outcome: Outcome
    /// What still waits of what waited before it. What came meanwhile is not in it.
    public let left: PendingWork

    /// How a sync ended.
    public enum Outcome: Sendable {
        /// It did what it could.
        case ended(SyncSummary)
        /// There was none, since another process is syncing the same journal; the sentence says which.
        case elsewhere(String)
        /// There was none, for a reason that passes; the sentence says which.
        case hindered(String)
    }

    /// A sync that could not even be begun.
    public init(hinderedBy reason: String, leaving left: PendingWork) {
        outcome = .hindered(reason)
        self.left = left
    }

    /// Does one.
    ///
    /// - Throws: what `sync` does, if it does not pass; ``StoreError``.
    public init(
        _ store: Store, now: () -> Timestamp = Surroundings.systemClock, sync: () async throws -> SyncSummary
    ) async throws {
        let before = try await store.pendingWork(at: now())
        do {
            outcome = .ended(try await sync())
        } catch let other as SyncInProgress {
            outcome = .elsewhere(other.description)
        } catch StoreError.busy(let reason), StoreError.disk(let reason) {
            outcome = .hindered(reason)
        }
        left = before.left(in: try await store.pendingWork(at: now()))
    }
}

/// It can be told to another process, in which the watch is.
extension WatchedSync: Codable {
    private enum Key: CodingKey {
        case uploaded, analyzed, failed, waiting, offline, reason, obstacle, elsewhere, hindered, left
    }

    /// Reads what ``encode(to:)`` has written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        left = try fields.decode(PendingWork.self, forKey: .left)
        if let sentence = try fields.decodeIfPresent(String.self, forKey: .elsewhere) {
            outcome = .elsewhere(sentence)
        } else if let sentence = try fields.decodeIfPresent(String.self, forKey: .hindered) {
            outcome = .hindered(sentence)
        } else {
            var summary = SyncSummary()
            summary.uploaded = try fields.decode(Int.self, forKey: .uploaded)
            summary.analyzed = try fields.decode(Int.self, forKey: .analyzed)
            summary.failed = try fields.decode(Int.self, forKey: .failed)
            summary.waiting = try fields.decode(Int.self, forKey: .waiting)
            summary.offline = try fields.decode(Bool.self, forKey: .offline)
            summary.reason = try fields.decodeIfPresent(String.self, forKey: .reason)
            summary.obstacle = try fields.decodeIfPresent(RemoteError.self, forKey: .obstacle)
            outcome = .ended(summary)
        }
    }

    /// Writes all that a watch tells or goes by; more than `sync --json`, which says for people what hindered it.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(left, forKey: .left)
        switch outcome {
        case .elsewhere(let sentence): try fields.encode(sentence, forKey: .elsewhere)
        case .hindered(let sentence): try fields.encode(sentence, forKey: .hindered)
        case .ended(let summary):
            try summary.encode(to: encoder)
            try fields.encodeIfPresent(summary.obstacle, forKey: .obstacle)
        }
    }
}
