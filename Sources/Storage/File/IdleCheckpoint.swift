import Dispatch
import Synchronization

/// Runs a checkpoint when nothing has been written for a while, so that the log of a long-running server does not hold
/// data that a copy of the file would miss.
final class IdleCheckpoint: Sendable {
    private let delay: Duration
    private let writes = Mutex(0)

    /// - Parameter delay: how long there must be no write.
    init(after delay: Duration) {
        self.delay = delay
    }

    /// Notes a write; `checkpoint` is called if no other follows for a while.
    func noteWrite(_ checkpoint: @escaping @Sendable () -> Void) {
        let number = writes.withLock { count in
            count += 1
            return count
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + delay / .seconds(1)) { [self] in
            if writes.withLock({ $0 == number }) { checkpoint() }
        }
    }
}
