import AWS

/// How long a watch waits before its next attempt. It has no clock: it receives what happened and returns a duration.
struct WatchSchedule {
    /// How long until the queue is checked if there was no event.
    static let usual = Duration.seconds(15 * 60)
    /// The pause after a first failure; each further failure doubles it.
    static let firstPause = Duration.seconds(30)
    /// When a network comes back, names and routes take a moment to work.
    static let settling: [Duration] = [.milliseconds(250), .seconds(1), .seconds(2), .seconds(4)]

    private var failures = 0
    private var settling: ArraySlice<Duration> = []
    /// Whether to retry early if the network comes back.
    private(set) var listensToNetwork = false

    /// The time until the next attempt, unless something happens first.
    ///
    /// - Parameter blockingError: what stopped the last sync.
    mutating func pause(after blockingError: RemoteError?) -> Duration {
        switch blockingError {
        case nil, .cancelled:
            (failures, settling, listensToNetwork) = (0, [], false)
            return Self.usual
        case .capped:
            (settling, listensToNetwork) = ([], false)
            return Self.usual
        case .refused, .notSetUp:
            listensToNetwork = true
            return settling.popFirst() ?? Self.usual
        case .offline, .transient, .unanswered, .throttled, .notFound, .precondition, .item:
            listensToNetwork = true
            return settling.popFirst() ?? pauseAfterFailure()
        }
    }

    private mutating func pauseAfterFailure() -> Duration {
        defer { failures += 1 }
        // Six doublings already exceed the usual pause.
        return min(Self.usual, Self.firstPause * (1 << min(failures, 6)))
    }

    /// The pause after the network has improved: short, for the first few attempts.
    mutating func networkChanged() -> Duration {
        failures = 0
        settling = Self.settling[...]
        return settling.removeFirst()
    }
}
