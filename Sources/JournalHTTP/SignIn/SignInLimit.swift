import Synchronization

/// Limits password attempts: five at once, then one every half minute. They are counted separately for each network
/// neighbourhood and each account on this machine, so that an attacker cannot lock the owner out. Only a few passwords
/// are checked at a time, because each check takes memory and time.
final class SignInLimit: Sendable {
    private static let burst = 5.0
    private static let secondsPerTry = 30.0
    private static let mostAtOnce = 4
    private static let mostKnown = 10_000

    private struct Guesser: Hashable {
        var neighbourhood: [UInt8]
        var user: UInt32?

        init(_ address: IPAddress?, _ user: UInt32?) {
            neighbourhood = address?.neighbourhood ?? []
            self.user = user
        }
    }

    private struct State {
        /// The attempts that each has left, and when that was counted.
        var left: [Guesser: (tries: Double, at: ContinuousClock.Instant)] = [:]
        var atOnce = 0
    }

    private let state = Mutex(State())

    /// Takes an attempt; `nil` if it is granted, otherwise the seconds to wait. Call ``end()`` after a granted one.
    ///
    /// - Parameter user: the account on this machine that sends the request, if known.
    func begin(_ address: IPAddress?, of user: UInt32? = nil, now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            let key = Guesser(address, user)
            let known = state.left[key] ?? (Self.burst, now)
            let tries = min(Self.burst, known.tries + (now - known.at) / .seconds(Self.secondsPerTry))
            guard tries >= 1 else {
                state.left[key] = (tries, now)
                return max(1, Int(((1 - tries) * Self.secondsPerTry).rounded()))
            }
            guard state.atOnce < Self.mostAtOnce else { return 1 }
            if state.left.count >= Self.mostKnown { forgetRested(&state, now) }
            state.left[key] = (tries - 1, now)
            state.atOnce += 1
            return nil
        }
    }

    /// Ends an attempt; a correct password restores all attempts.
    func end(_ address: IPAddress?, of user: UInt32? = nil, wasRight: Bool) {
        state.withLock { state in
            state.atOnce -= 1
            if wasRight { state.left[Guesser(address, user)] = nil }
        }
    }

    /// Forgets those who have all their attempts again. If that makes too little room, forgets everyone: by then,
    /// thousands of networks are guessing.
    private func forgetRested(_ state: inout State, _ now: ContinuousClock.Instant) {
        state.left = state.left.filter { entry in
            entry.value.tries + (now - entry.value.at) / .seconds(Self.secondsPerTry) < Self.burst
        }
        if state.left.count >= Self.mostKnown { state.left = [:] }
    }
}
