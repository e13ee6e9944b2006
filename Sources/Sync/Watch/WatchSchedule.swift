import AWS

/// How long a watch waits before it tries again by itself. It knows no clock: what happened goes in, a time comes out.
struct WatchSchedule {
    /// After how long the queue is looked at although nothing was heard of it.
    static let usual = Duration.seconds(15 * 60)
    /// After the first of several failures; doubled by each further one.
    static let firstPause = Duration.seconds(30)
    /// A network that has come back takes a moment until names resolve and routes lead somewhere.
    static let settling: [Duration] = [.milliseconds(250), .seconds(1), .seconds(2), .seconds(4)]

    private var failures = 0
    private var settling: ArraySlice<Duration> = []
    /// Whether a network that comes back is a reason to try before the time is up.
    private(set) var listensToNetwork = false

    /// The time until the next try, unless something happens before.
    ///
    /// - Parameters:
    ///   - blockingError: what hindered the last sync.
    ///   - nextTry: the time until the queue lets go of something by itself.
    mutating func pause(after blockingError: RemoteError?, nextTry: Duration?) -> Duration {
        let pause: Duration
        switch blockingError {
        case nil, .cancelled:
            (failures, settling, listensToNetwork) = (0, [], false)
            pause = Self.usual
        case .capped:
            (settling, listensToNetwork) = ([], false)
            pause = Self.usual
        case .refused, .notSetUp:
            listensToNetwork = true
            pause = settling.popFirst() ?? Self.usual
        case .offline, .transient, .unanswered, .throttled, .notFound, .precondition, .item:
            listensToNetwork = true
            pause = settling.popFirst() ?? pauseAfterFailure()
        }
        return max(.zero, min(pause, nextTry ?? pause))
    }

    private mutating func pauseAfterFailure() -> Duration {
        defer { failures += 1 }
        // Six doublings are more than the usual pause already.
        return min(Self.usual, Self.firstPause * (1 << min(failures, 6)))
    }

    /// The same once the network has changed for the better: soon, and a few times so.
    mutating func networkChanged() -> Duration {
        failures = 0
        settling = Self.settling[...]
        return settling.removeFirst()
    }
}
