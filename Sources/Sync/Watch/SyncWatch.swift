import Journal
public import Storage

/// Syncs whenever there is a reason to, and sleeps in between: see ``run(_:)``.
public struct SyncWatch: Sendable {
    private let store: Store
    private let surroundings: Surroundings
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

    /// A watch over an open journal.
    ///
    /// - Parameter sync: does one sync.
    public init(
        _ store: Store, surroundings: Surroundings = Surroundings(),
        sync: @escaping @Sendable () async throws -> SyncSummary
    ) {
        self.store = store
        self.surroundings = surroundings
        self.sync = sync
    }

    /// Syncs at once and then whenever something new waits, the network comes back while something waits, or the time
    /// of ``WatchSchedule`` is up, until the task is cancelled.
    ///
    /// Its own writes wake it, too, as they must: another's may lie between them. It then finds nothing that it has not
    /// seen before and, as looking writes nothing, sleeps on.
    ///
    /// - Throws: ``StoreError/broken(_:)``, ``JournalIsGone``.
    public func run(_ report: @Sendable (Event) -> Void) async throws {
        let alarm = try Alarm(store.folder)
        var schedule = WatchSchedule()
        while !Task.isCancelled {
            alarm.forgetNetwork()
            let before = try await PendingWork(store, at: surroundings.now())
            let obstacle: RemoteError?
            do {
                let summary = try await sync()
                if Task.isCancelled { return }
                report(.synced(summary))
                obstacle = summary.obstacle
            } catch let other as SyncInProgress {
                report(.hindered(other.description))
                // It does the same, and leaves nothing to wait for but its end, of which nobody tells us.
                guard try await pause(for: .seconds(1), alarm) else { return }
                continue
            } catch StoreError.busy(let reason), StoreError.disk(let reason) {
                report(.hindered(reason))
                obstacle = .transient(reason)
            }
            let seen = before.left(in: try await PendingWork(store, at: surroundings.now()))
            let pause = schedule.pause(after: obstacle, nextTry: seen.nextTry.map(untilThen))
            guard let reason = try await wait(pause, seen, alarm, &schedule) else { return }
            report(.woken(reason))
        }
    }

    /// Sleeps until there is a reason to sync; `nil` when the task was cancelled.
    private func wait(
        _ pause: Duration, _ seen: PendingWork, _ alarm: Alarm, _ schedule: inout WatchSchedule
    ) async throws -> String? {
        var deadline = ContinuousClock.now + pause
        while true {
            switch await alarm.wait(until: deadline, listeningToNetwork: schedule.listensToNetwork) {
            case .journal:
                let found = try await PendingWork(store, at: surroundings.now())
                if found.hasMore(than: seen) { return "Something new waits in the journal." }
                if let next = found.nextTry { deadline = min(deadline, .now + untilThen(next)) }
            case .network:
                let wait = schedule.networkChanged()
                guard try await self.pause(for: wait, alarm) else { return nil }
                return "The network has changed."
            case .time: return "It is time to try again."
            case .cancelled: return nil
            case .gone: throw JournalIsGone(folder: store.folder.path)
            }
        }
    }

    /// Sleeps whatever happens; false when the task was cancelled.
    private func pause(for time: Duration, _ alarm: Alarm) async throws -> Bool {
        let deadline = ContinuousClock.now + time
        while true {
            switch await alarm.wait(until: deadline, listeningToNetwork: false) {
            case .journal, .network: continue
            case .time: return true
            case .cancelled: return false
            case .gone: throw JournalIsGone(folder: store.folder.path)
            }
        }
    }

    private func untilThen(_ time: Timestamp) -> Duration {
        .milliseconds(max(0, time.milliseconds - surroundings.now().milliseconds))
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
