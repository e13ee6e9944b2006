import Foundation
import NIOCore
import Synchronization

/// The open connections. Their number is limited: when the limit is reached, a new one replaces the one that has been
/// idle longest, so that holding connections open does not keep others out. A connection waiting for the body of an
/// unauthenticated client is idle, too, because anyone can announce a body.
final class Connections: Sendable {
    private let most: Int
    private let state = Mutex(State())

    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var count: UInt64 = 0
    }

    private struct Connection {
        let channel: any Channel
        let ends: ConnectionEndpoints
        /// Counts up; a lower number means that a connection has been idle for longer.
        var number: UInt64
        var isIdle = true

        mutating func note(_ isIdle: Bool, _ number: UInt64) {
            self.isIdle = isIdle
            self.number = number
        }
    }

    /// - Parameter most: how many there may be; as many as the process may have open leave room for by default, and
    ///   512 at most.
    init(most: Int? = nil) {
        self.most = most ?? Self.room
    }

    /// What the limit of open files (RLIMIT_NOFILE) leaves beside the journal's own: its connections to the file, uploads
    /// on their way in, a sync.
    private static var room: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
        let files = Int(clamping: limit.rlim_cur)
        return max(4, min(512, files - min(128, files / 2)))
    }

    /// Adds a new connection; `false` if there is no room.
    func add(_ channel: any Channel, _ ends: ConnectionEndpoints) -> Bool {
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

    /// Removes a closed connection.
    func remove(_ channel: any Channel) {
        state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
    }

    /// Notes whether a connection may be dropped for a new one.
    func setIdle(_ channel: any Channel, _ isIdle: Bool) {
        state.withLock { state in
            state.count += 1
            state.open[ObjectIdentifier(channel)]?.note(isIdle, state.count)
        }
    }

    /// A connection's endpoints; empty for a closed connection.
    func endpoints(of channel: any Channel) -> ConnectionEndpoints {
        state.withLock { $0.open[ObjectIdentifier(channel)]?.ends } ?? ConnectionEndpoints()
    }
}
