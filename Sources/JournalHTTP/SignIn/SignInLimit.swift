import Synchronization

/// How often somebody may try a password: five times at once, then once in half a minute. Each neighbourhood of the
/// network and each account of this machine is counted by itself, so that nobody can lock the owner out; and only a few passwords are looked at at a time,
/// since each takes memory and time.
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
        /// What is left to each, and when that was.
        var left: [Guesser: (tries: Double, at: ContinuousClock.Instant)] = [:]
        var atOnce = 0
    }

    private let state = Mutex(State())

    /// Takes a try; `nil` when it is granted, else after how many seconds to ask again. After a granted one, ``end()``.
    ///
    /// - Parameter user: the account of this machine that asks, where that is known.
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

    /// Ends a try; a right password gives all tries back.
    func end(_ address: IPAddress?, of user: UInt32? = nil, wasRight: Bool) {
        state.withLock { state in
            state.atOnce -= 1
            if wasRight { state.left[Guesser(address, user)] = nil }
        }
    }

    /// Forgets who has all tries again, or, when that is nobody, everybody: by then thousands of networks are guessing.
    private func forgetRested(_ state: inout State, _ now: ContinuousClock.Instant) {
        state.left = state.left.filter { entry in
            entry.value.tries + (now - entry.value.at) / .seconds(Self.secondsPerTry) < Self.burst
        }
        if state.left.count >= Self.mostKnown { state.left = [:] }
    }
}
