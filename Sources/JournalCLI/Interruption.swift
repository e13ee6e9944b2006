import Dispatch
import Foundation
import Sync
import Synchronization

/// Runs `body` until it ends, or until SIGINT or SIGTERM cancels it, and waits for its end either way. A second signal
/// ends the program at once.
///
/// - Parameter leash: a pipe whose end cancels it, too.
/// - Returns: the signal that ended it, if one did.
func untilInterrupted(orEndOf leash: Int32? = nil, _ body: @escaping @Sendable () async throws -> Void) async throws
    -> Int32?
{
    let task = Task { try await body() }
    let end = leash.map { DispatchSource.makeReadSource(fileDescriptor: $0, queue: .global()) }
    end?.setEventHandler { task.cancel() }
    end?.activate()
    defer { end?.cancel() }
    let received = Mutex<Int32?>(nil)
    let sources = [SIGINT, SIGTERM].map { number in
        #if canImport(Darwin)
        // There Dispatch sees only what is ignored otherwise.
        signal(number, SIG_IGN)
        #endif
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
    // What was cancelled may say so.
    if let signal = received.withLock({ $0 }) { return signal }
    try result.get()
    return nil
}

/// SIGINT and SIGTERM for a program that sleeps without tasks: the first rings a bell, a second ends the program at once.
enum InterruptionBell {
    /// The signal that came first, 0 before one did.
    private static let first = Atomic<Int32>(0)
    private static let button = Atomic<Int32>(-1)

    /// Rings `bell`, which has to live as long as the program, from now on.
    static func install(_ bell: Bell) {
        button.store(bell.button, ordering: .relaxed)
        _ = first.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { InterruptionBell.received($0) }
        }
    }

    /// Runs in the middle of anything, so it may do next to nothing (signal-safety(7)).
    private static func received(_ number: Int32) {
        guard first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged else {
            _exit(128 + number)
        }
        let before = errno
        _ = write(button.load(ordering: .relaxed), "!", 1)
        errno = before
    }

    /// The signal that rang, if one did.
    static var signalNumber: Int32? {
        let number = first.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }
}
