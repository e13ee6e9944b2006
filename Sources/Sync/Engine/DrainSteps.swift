import AWS
import Storage

extension Drain {
    /// The progress of a pass through the queue.
    struct Pass {
        /// How many steps succeeded, and how many of them were analyses.
        var done = 0
        var analyses = 0
        /// How often a service throttled us.
        var throttled = 0
        /// How many steps have failed since the last success.
        var failuresInARow = 0
        var isStopped = false
        /// Whether the analyzer gets no more requests. Photos are still sent.
        var analyzerIsStopped = false
    }

    /// Stores the result of a step.
    typealias Commit = @Sendable () async throws -> Outcome

    /// The progress of a step for one photo.
    enum Step: Sendable {
        /// The service has responded. The next request may go out while the result is written to disk.
        case responded(Job.Kind, commit: Commit)
        /// The result is stored.
        case committed(Outcome)
        /// There is nothing to store.
        case ended(Outcome)
    }

    /// The outcome of a step for one photo.
    struct Outcome: Sendable {
        var step: Job.Kind
        /// Whether the photo is now in the remote, whoever sent it.
        var isUploadDone = false
        var uploaded = false
        var sentBytes = 0
        var analyzed = false
        var hasFailed = false
        var blockingError: RemoteError?
    }
}

extension Drain.Pass {
    /// - Parameter width: how many steps run at once. Twice as many failures in a row mean that the service itself is
    ///   failing.
    mutating func note(_ outcome: Drain.Outcome, width: Int) {
        if outcome.isUploadDone || outcome.analyzed {
            done += 1
            failuresInARow = 0
        }
        if outcome.analyzed { analyses += 1 }
        guard let error = outcome.blockingError else { return }
        if case .throttled = error { throttled += 1 }
        if case .transient = error { failuresInARow += 1 }
        let stops = error.stopsEverything || failuresInARow >= 2 * width
        if stops, outcome.step == .analyze { analyzerIsStopped = true } else if stops { isStopped = true }
    }
}

extension SyncSummary {
    mutating func note(_ outcome: Drain.Outcome) {
        if outcome.uploaded { uploaded += 1 }
        sentBytes += outcome.sentBytes
        if outcome.analyzed { analyzed += 1 }
        if outcome.hasFailed { failed += 1 }
        if let found = outcome.blockingError, found.saysMore(than: blockingError) { blockingError = found }
    }
}

extension RemoteError {
    /// Whether every other photo would fail the same way.
    var stopsEverything: Bool {
        switch self {
        case .offline, .notSetUp, .refused, .cancelled: true
        case .capped, .throttled, .transient, .unanswered, .notFound, .precondition, .item: false
        }
    }

    /// Whether this explains better than `other` why a sync stopped.
    fileprivate func saysMore(than other: RemoteError?) -> Bool {
        guard let other, other != .cancelled else { return true }
        return stopsEverything && self != .cancelled && !other.stopsEverything
    }
}
