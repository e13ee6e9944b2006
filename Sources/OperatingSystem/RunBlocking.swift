import Dispatch

/// Runs a blocking call (a decoder, a lock, a disk) on a thread that may block, without blocking the caller's thread.
public func runBlocking<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(returning: Result(catching: body))
        }
    }
    return try result.get()
}
