import Dispatch
import Foundation
public import Storage
import Synchronization

/// Watches a journal on a thread of its own, for a program that has other things to do, until the task is cancelled.
///
/// - Parameters:
///   - store: the journal, open.
///   - sync: does one sync. What ends it early is the caller's business.
/// - Throws: what ``SyncWatch/run(_:)`` does.
public func watchInBackground(
    _ store: Store, sync: @escaping @Sendable () async throws -> SyncSummary,
    report: @escaping @Sendable (SyncWatch.Event) -> Void
) async throws {
    let bell = try Bell()
    try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                let watch = SyncWatch(
                    store.folder, endedBy: bell,
                    look: { try waiting { try await store.pendingWork(at: Surroundings.systemClock()) } },
                    sync: { try waiting { try await WatchedSync(store, sync: sync) } })
                continuation.resume(with: Result { try watch.run(report) })
            }
            thread.name = "journal-watch"
            thread.start()
        }
    } onCancel: {
        bell.ring()
    }
}

/// Runs a task on the cooperative pool, and waits for it on the caller's thread, which must be none of that pool's.
private func waiting<Value: Sendable>(for body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>>(.failure(CancellationError()))
    let isDone = DispatchSemaphore(value: 0)
    Task {
        let value: Result<Value, any Error>
        do { value = .success(try await body()) } catch { value = .failure(error) }
        result.withLock { $0 = value }
        isDone.signal()
    }
    isDone.wait()
    return try result.withLock { $0 }.get()
}
