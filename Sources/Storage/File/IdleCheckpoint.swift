import Dispatch
import Synchronization

/// Runs a checkpoint once nothing has been written for a while, so that a server which stays open leaves no log behind that
/// a copy of the file would miss.
final class IdleCheckpoint: Sendable {
    private let delay: Duration
    private let writes = Mutex(0)

    /// - Parameter delay: how long nothing must have been written.
    init(after delay: Duration) {
        self.delay = delay
    }

    /// Notes that something was written just now; `checkpoint` is called if it was the last for a while.
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
