import AWS
import Journal
public import OperatingSystem
public import Storage

/// Syncs whenever there is a reason to, and sleeps in between: see ``run(_:)``.
public struct SyncWatch: Sendable {
    private let store: Store
    private let context: SystemContext
    private let sync: @Sendable () async throws -> SyncSummary

    /// What a watch tells of.
    public enum Event: Sendable {
        /// A sync ended.
        case synced(SyncSummary)
        /// There was none, for the reason that the sentence says; it is tried again.
        case hindered(String)
        /// What the next sync is for, a sentence.
        case woken(String)
    }

    /// A watch over a journal that is open.
    ///
    /// - Parameter sync: does one sync.
    public init(
        _ store: Store, context: SystemContext = SystemContext(),
        sync: @escaping @Sendable () async throws -> SyncSummary
    ) {
        self.store = store
        self.context = context
        self.sync = sync
    }

    /// Syncs at once and then whenever something new waits, the network comes back while something waits, or the time
    /// of ``WatchSchedule`` is up, until the task is cancelled.
    ///
    /// Its own writes wake it, too, as they must: another's may lie between them. It then finds nothing that it has not
    /// seen, and goes on sleeping.
    ///
    /// - Throws: ``JournalIsGone``, ``StoreError``, and what a sync throws that does not pass.
    public func run(_ report: (Event) -> Void) async throws {
        do {
            try await watch(report)
        } catch {
            // What was cancelled may say so.
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
                report(.hindered(other.description))
                // It does the same, and leaves nothing to wait for but its end, of which nobody tells us.
                guard try await pause(for: .seconds(1), waiter) else { return }
                continue
            } catch StoreError.busy(let reason), StoreError.disk(let reason) {
                report(.hindered(reason))
                blockingError = .transient(reason)
            }
            // What came meanwhile is not in it.
            let left = before.left(in: try await store.pendingWork(at: context.timestamp()))
            let pause = schedule.pause(after: blockingError, nextTry: left.nextTry.map(untilThen))
            guard let reason = try await wait(pause, left, waiter, &schedule) else { return }
            report(.woken(reason))
        }
    }

    private func waiter() throws(StoreError) -> EventWaiter {
        do {
            return try EventWaiter(store.folder)
        } catch {
            throw .disk(
                "\(error) Raise fs.inotify.max_user_watches or max_user_instances, or run `journal sync` now and then.")
        }
    }

    /// Sleeps until there is a reason to sync; `nil` when the task was cancelled.
    private func wait(
        _ pause: Duration, _ seen: PendingWork, _ waiter: EventWaiter, _ schedule: inout WatchSchedule
    ) async throws -> String? {
        var deadline = ContinuousClock.now + pause
        while true {
            switch await waiter.wait(until: deadline, listeningToNetwork: schedule.listensToNetwork) {
            case .journal:
                // Where much is written, as by an import, it looks five times a second and not after each transaction.
                guard try await self.pause(for: .milliseconds(200), waiter) else { return nil }
                let found = try await store.pendingWork(at: context.timestamp())
                if found.hasMore(than: seen) { return "Something new waits in the journal." }
                if let next = found.nextTry { deadline = min(deadline, .now + untilThen(next)) }
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

    /// Sleeps whatever happens; false when the task was cancelled.
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

    private func untilThen(_ time: Timestamp) -> Duration {
        .milliseconds(max(0, time.milliseconds - context.timestamp().milliseconds))
    }
}

/// The folder of the journal that was watched is not there any more.
public struct JournalIsGone: Error, CustomStringConvertible {
    /// Where it was.
    var folder: String

    /// The sentence for people.
    public var description: String {
        "The folder \(folder) was removed or moved away, so there is nothing left to watch."
    }
}
