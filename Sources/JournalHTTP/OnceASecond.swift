import Foundation
import Synchronization

/// What is looked at no more than once in each second of the clock.
final class OnceASecond<Value: Sendable>: Sendable {
    private let look: @Sendable () -> Value
    private let seen = Mutex<(second: time_t, value: Value)?>(nil)

    init(_ look: @escaping @Sendable () -> Value) {
        self.look = look
    }

    /// What was seen in this second.
    var value: Value {
        let second = time(nil)
        return seen.withLock { seen in
            if let seen, seen.second == second { return seen.value }
            let value = look()
            seen = (second, value)
            return value
        }
    }
}
