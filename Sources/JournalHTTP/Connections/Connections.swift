import Foundation
import NIOCore
import Synchronization

/// The connections that are open. There is a most of them; for a new one beyond it, the one that has been idle longest has
/// to go, so that holding connections open keeps nobody out. One that waits for the body of somebody who has not shown who
/// they are is idle, too: whoever comes can announce a body.
final class Connections: Sendable {
    private let most: Int
    private let state = Mutex(State())

    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var count: UInt64 = 0
    }

    private struct Connection {
        let channel: any Channel
        let ends: Endpoints
        /// Counts up; an idle connection with a lower number has been idle for longer.
        var number: UInt64
        var isIdle = true

        mutating func note(_ isIdle: Bool, _ number: UInt64) {
            self.isIdle = isIdle
            self.number = number
        }
    }

    init(most: Int = 512) {
        self.most = most
    }

    /// Takes a new connection in; `false` when there is no room.
    func add(_ channel: any Channel, _ ends: Endpoints) -> Bool {
        let (isIn, leaving) = state.withLock { state -> (Bool, (any Channel)?) in
            var leaving: (any Channel)?
            if state.open.count >= most {
                let oldest = state.open.filter { $0.value.isIdle }.min { $0.value.number < $1.value.number }
                guard let oldest else { return (false, nil) }
                state.open[oldest.key] = nil
                leaving = oldest.value.channel
            }
            state.count += 1
            state.open[ObjectIdentifier(channel)] = Connection(channel: channel, ends: ends, number: state.count)
            return (true, leaving)
        }
        leaving?.close(promise: nil)
        return isIn
    }

    /// Forgets a connection that is closed.
    func remove(_ channel: any Channel) {
        state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
    }

    /// Notes whether a connection may go for another one.
    func setIdle(_ channel: any Channel, _ isIdle: Bool) {
        state.withLock { state in
            state.count += 1
            state.open[ObjectIdentifier(channel)]?.note(isIdle, state.count)
        }
    }

    /// What is at both ends; nothing is known of a connection that is closed.
    func endpoints(of channel: any Channel) -> Endpoints {
        state.withLock { $0.open[ObjectIdentifier(channel)]?.ends } ?? Endpoints()
    }
}
