import AWS
import Storage

extension Drain {
    /// How a pass through the queue goes.
    struct Pass {
        /// How many steps went well, and how many of them were analyses.
        var done = 0
        var analyses = 0
        /// How often a service asked for less.
        var throttled = 0
        /// How many steps failed since one went well.
        var failuresInARow = 0
        var isStopped = false
        /// Whether no more is asked of the analyzer. Photos are sent all the same.
        var analyzerIsStopped = false
    }

    /// Keeps an answer in the store.
    typealias Commit = @Sendable () async throws -> Outcome

    /// How far a step for one entry is.
    enum Step: Sendable {
        /// The answer is there. While the disk keeps it, the next request may go out.
        case answered(Job.Kind, commit: Commit)
        /// The answer is kept.
        case committed(Outcome)
        /// There is nothing to keep.
        case ended(Outcome)
    }

    /// What became of a step for one entry.
    struct Outcome: Sendable {
        var step: Job.Kind
        /// Whether the photo is in the remote now, whoever sent it.
        var isUploadDone = false
        var uploaded = false
        var sentBytes = 0
        var analyzed = false
        var isSetAside = false
        var blockingError: RemoteError?
    }
}

extension Drain.Pass {
    /// - Parameter width: how many steps are under way at once. When twice as many have failed in a row, the service has.
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
        if outcome.isSetAside { failed += 1 }
        if let found = outcome.blockingError, found.saysMore(than: blockingError) { blockingError = found }
    }
}

extension RemoteError {
    /// Whether it would meet every other photo too.
    var stopsEverything: Bool {
        switch self {
        case .offline, .notSetUp, .refused, .cancelled: true
        case .capped, .throttled, .transient, .unanswered, .notFound, .precondition, .item: false
        }
    }

    /// Whether `other` says less about why a sync stopped.
    fileprivate func saysMore(than other: RemoteError?) -> Bool {
        guard let other, other != .cancelled else { return true }
        return stopsEverything && self != .cancelled && !other.stopsEverything
    }
}
