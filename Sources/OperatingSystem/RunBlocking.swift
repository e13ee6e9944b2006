import Dispatch

/// Runs a call that blocks (a decoder, a lock, a disk) on a thread that may block, and waits for it without blocking
/// the caller's.
public func runBlocking<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Result { try body() })
        }
    }
}
