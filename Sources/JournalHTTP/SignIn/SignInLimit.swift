import Foundation
import Synchronization

/// Limits password attempts, so that nobody can try many, and nobody can use up those of the owner.
///
/// Everyone who might be the same guesser shares attempts: an account on this machine, whichever of its addresses it
/// comes from; otherwise an address. An IPv6 address counts for three networks at once, because some guessers have a
/// large one to themselves; so does an account among those that one user may have thousands of. Only a few passwords are
/// checked at a time, because each check takes memory and time.
final class SignInLimit: Sendable {
    private static let mostAtOnce = 4
    private static let mostKnown = 10_000

    private enum Guesser: Hashable {
        case account(UInt32)
        /// 65,536 accounts. Those from 65,536 on may be subordinate ones, which belong to a single user (subuid(5)).
        case accounts(UInt32)
        /// An account on this machine that cannot be told.
        case machine
        /// A network, by the first bytes of its addresses.
        case network([UInt8])
        /// All for whom there is no more room.
        case others

        /// How many attempts it has at once. If it uses none, it has them all again after two and a half minutes.
        var burst: Double {
            switch self {
            case .account, .machine: 5
            case .network(let prefix): [7: 10, 6: 20][prefix.count] ?? 5
            case .accounts, .others: 20
            }
        }

        /// How long it takes until it has one more, in seconds.
        var secondsPerTry: Double { 150 / burst }

        /// All that an attempt counts for, the narrowest first.
        static func all(_ address: IPAddress?, _ user: UInt32?) -> [Guesser] {
            if let user {
                let hasNeighbours = user >= 1 << 16 && user != getuid()
                return [.account(user)] + (hasNeighbours ? [.accounts(user >> 16)] : [])
            }
            guard let address, !address.isLoopback else { return [.machine] }
            if address.bytes.count == 4 { return [.network(address.bytes)] }
            // What a household, a customer and an organisation usually have (RFC 6177).
            return [8, 7, 6].map { .network(Array(address.bytes.prefix($0))) }
        }
    }

    private struct State {
        /// The attempts that each has left, and when that was counted.
        var left: [Guesser: (tries: Double, at: ContinuousClock.Instant)] = [:]
        var atOnce = 0

        func tries(_ guesser: Guesser, _ now: ContinuousClock.Instant) -> Double {
            guard let known = left[guesser] else { return guesser.burst }
            return min(guesser.burst, known.tries + (now - known.at) / .seconds(guesser.secondsPerTry))
        }

        /// Those that can be counted: whoever would be one too many counts as one of the others, so that nobody's
        /// attempts are forgotten.
        mutating func counted(_ all: [Guesser], _ now: ContinuousClock.Instant) -> [Guesser] {
            if left.count + all.count > SignInLimit.mostKnown {
                left = left.filter { tries($0.key, now) < $0.key.burst }
            }
            guard left.count + all.count > SignInLimit.mostKnown else { return all }
            let known = all.filter { left[$0] != nil }
            return known.count == all.count ? all : known + [.others]
        }
    }

    private let state = Mutex(State())

    /// Takes an attempt; `nil` if it is granted, otherwise the seconds to wait. Call ``end()`` after a granted one.
    ///
    /// - Parameter user: the account on this machine that sends the request, if known.
    func begin(_ address: IPAddress?, of user: UInt32? = nil, now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            let guessers = state.counted(Guesser.all(address, user), now)
            let wait = guessers.map { (1 - state.tries($0, now)) * $0.secondsPerTry }.max() ?? 0
            if wait > 0 { return max(1, Int(wait.rounded())) }
            // One place is for those from whom nothing wrong has come lately.
            let isRested = guessers.allSatisfy { state.tries($0, now) == $0.burst }
            guard state.atOnce < Self.mostAtOnce - (isRested ? 0 : 1) else { return 1 }
            for guesser in guessers { state.left[guesser] = (state.tries(guesser, now) - 1, now) }
            state.atOnce += 1
            return nil
        }
    }

    /// Ends an attempt. A correct password restores all attempts of whoever knows it, and the one it took from those
    /// around.
    func end(_ address: IPAddress?, of user: UInt32? = nil, wasRight: Bool) {
        state.withLock { state in
            state.atOnce -= 1
            guard wasRight else { return }
            let all = Guesser.all(address, user)
            if let narrowest = all.first { state.left[narrowest] = nil }
            for guesser in all.dropFirst() { state.left[guesser]?.tries += 1 }
        }
    }
}
