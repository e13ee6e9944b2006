import Synchronization

/// One fetch of credentials that any number of requests wait for; when all of them are cancelled, so is the fetch.
final class SharedFetch: Sendable {
    typealias Outcome = Result<Credentials, RemoteError>

    private let task: Task<Outcome, Never>
    private let waiting = Mutex(0)

    init(_ fetch: @escaping @Sendable () async throws(RemoteError) -> Credentials) {
        task = Task {
            do throws(RemoteError) { return .success(try await fetch()) } catch { return .failure(error) }
        }
    }

    func outcome() async -> Outcome {
        waiting.withLock { $0 += 1 }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            let isLast = waiting.withLock {
                $0 -= 1
                return $0 == 0
            }
            if isLast { task.cancel() }
        }
    }
}
