import Dispatch
import Foundation
import Synchronization

/// Runs `body` until it ends, or until SIGINT or SIGTERM cancels it, and waits for its end either way. A second signal
/// ends the program at once.
///
/// - Returns: the signal that ended it, if one did.
func untilInterrupted(_ body: @escaping @Sendable () async throws -> Void) async throws -> Int32? {
    let task = Task { try await body() }
    let received = Mutex<Int32?>(nil)
    let sources = [SIGINT, SIGTERM].map { number in
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            let isFirst = received.withLock { received in
                defer { received = received ?? number }
                return received == nil
            }
            if !isFirst { _exit(128 + number) }
            task.cancel()
        }
        source.activate()
        return source
    }
    defer { for source in sources { source.cancel() } }
    let result = await task.result
    // A cancelled task may throw.
    if let signal = received.withLock({ $0 }) { return signal }
    try result.get()
    return nil
}
