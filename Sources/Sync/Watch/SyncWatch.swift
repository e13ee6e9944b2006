import AWS
import Journal
public import Messages
public import OperatingSystem
public import Storage

/// Syncs whenever there is a reason to, and sleeps in between: see ``run(_:)``.
public struct SyncWatch: Sendable {
    private let store: Store
    private let context: SystemContext
    private let sync: @Sendable () async throws -> SyncSummary

    /// What a watch reports.
    public enum Event: Sendable {
        /// A sync ended.
        case synced(SyncSummary)
        /// No sync was possible, for this reason; the watch will try again.
        case hindered(CodedMessage)
        /// Why the next sync runs, as a sentence.
        case woken(String)
    }

    /// Watches an open journal.
    ///
    /// - Parameter sync: runs one sync.
    public init(
        _ store: Store, context: SystemContext = SystemContext(),
        sync: @escaping @Sendable () async throws -> SyncSummary
    ) {
        self.store = store
        self.context = context
        self.sync = sync
    }

    /// Syncs at once, and then again whenever new work arrives, the network comes back while work is waiting, or
    /// ``WatchSchedule``'s time is up, until the task is cancelled.
    ///
    /// Its own writes wake the watch, too. They must, because another process's write may be among them. If there is
    /// nothing new, it goes back to sleep.
    ///
    /// - Throws: ``JournalIsGone``, ``StoreError``, and permanent errors of a sync.
    public func run(_ report: (Event) -> Void) async throws {
        do {
            try await watch(report)
        } catch {
            // A cancelled sync may report its cancellation.
            if !Task.isCancelled { throw error }
        }
    }

    private func watch(_ report: (Event) -> Void) async throws {
        let waiter = try waiter()
        var schedule = WatchSchedule()
        while !Task.isCancelled {
            waiter.forgetNetwork()
            let before = try await store.pendingWork(at: context.timestamp())
            let blockingError: RemoteError?
            do {
                let summary = try await sync()
                if Task.isCancelled { return }
                report(.synced(summary))
                blockingError = summary.blockingError
            } catch let other as SyncInProgress {
                report(.hindered(other.problem))
                // The other process does the same work. Nothing reports when it ends, so wait and try again.
                guard try await pause(for: .seconds(1), waiter) else { return }
                continue
            } catch StoreError.busy(let problem), StoreError.disk(let problem) {
                report(.hindered(problem))
                blockingError = .transient(problem)
            }
            // Work that arrived in the meantime is not included.
            let left = before.left(in: try await store.pendingWork(at: context.timestamp()))
            let pause = schedule.pause(after: blockingError)
            guard let reason = try await wait(pause, left, waiter, &schedule) else { return }
            report(.woken(reason))
        }
    }

    private func waiter() throws(StoreError) -> EventWaiter {
        do {
            return try EventWaiter(store.folder)
        } catch {
            throw .disk(
                CodedMessage("watch.impossible", ["problem": .message(StoreError(error).problem)]))
        }
    }

    /// Sleeps until there is a reason to sync; `nil` if the task was cancelled.
    private func wait(
        _ pause: Duration, _ seen: PendingWork, _ waiter: EventWaiter, _ schedule: inout WatchSchedule
    ) async throws -> String? {
        let deadline = ContinuousClock.now + pause
        while true {
            switch await waiter.wait(until: deadline, listeningToNetwork: schedule.listensToNetwork) {
            case .journal:
                // During many writes, such as an import, it checks five times a second, not after every transaction.
                guard try await self.pause(for: .milliseconds(200), waiter) else { return nil }
                let found = try await store.pendingWork(at: context.timestamp())
                if found.hasMore(than: seen) { return "Something new waits in the journal." }
            case .network:
                let wait = schedule.networkChanged()
                guard try await self.pause(for: wait, waiter) else { return nil }
                return "The network has changed."
            case .time: return "It is time to try again."
            case .cancelled: return nil
            case .gone: throw JournalIsGone(folder: store.folder.path)
            }
        }
    }

    /// Sleeps for the full time, whatever happens; false if the task was cancelled.
    private func pause(for time: Duration, _ waiter: EventWaiter) async throws -> Bool {
        let deadline = ContinuousClock.now + time
        while true {
            switch await waiter.wait(until: deadline, listeningToNetwork: false) {
            case .journal, .network: continue
            case .time: return true
            case .cancelled: return false
            case .gone: throw JournalIsGone(folder: store.folder.path)
            }
        }
    }
}

/// The watched journal's folder is gone.
public struct JournalIsGone: Error, CustomStringConvertible {
    /// Its path.
    var folder: String

    /// The message for people.
    public var description: String {
        "The folder \(folder) was removed or moved away, so there is nothing left to watch."
    }
}
