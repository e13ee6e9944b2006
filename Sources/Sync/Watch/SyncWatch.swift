public import Journal
public import Storage

/// Syncs whenever there is a reason to, and sleeps in between: see ``run(_:)``.
///
/// It lives on one thread, its caller's, and uses no task, since a program that has used one is woken up every second: by
/// libdispatch, which then looks after its pool of threads and cannot be told not to.
public struct SyncWatch {
    private let folder: JournalFolder
    private let bell: Bell
    private let now: () -> Timestamp
    private let look: () throws -> PendingWork?
    private let sync: () throws -> WatchedSync

    /// What a watch tells of.
    public enum Event {
        /// A sync ended.
        case synced(SyncSummary)
        /// There was none, for the reason that the sentence says; it is tried again.
        case hindered(String)
        /// What the next sync is for, a sentence.
        case woken(String)
    }

    /// A watch over the journal in `folder`.
    ///
    /// - Parameters:
    ///   - bell: ends it. The sync, which may take long, has to listen to it, too.
    ///   - look: what a sync could do now; `nil` where that cannot be told.
    ///   - sync: does one.
    public init(
        _ folder: JournalFolder, endedBy bell: Bell, now: @escaping () -> Timestamp = Surroundings.systemClock,
        look: @escaping () throws -> PendingWork?, sync: @escaping () throws -> WatchedSync
    ) {
        self.folder = folder
        self.bell = bell
        self.now = now
        self.look = look
        self.sync = sync
    }

    /// Syncs at once and then whenever something new waits, the network comes back while something waits, or the time
    /// of ``WatchSchedule`` is up, until the bell is rung.
    ///
    /// Its own writes wake it, too, as they must: another's may lie between them. It then finds nothing that it has not
    /// seen, and goes on sleeping.
    ///
    /// - Throws: ``JournalIsGone``, ``StoreError``, and what a sync throws.
    public func run(_ report: (Event) -> Void) throws {
        let alarm = try Alarm(folder, bell)
        var schedule = WatchSchedule()
        while !bell.isRung {
            alarm.forgetNetwork()
            let done = try sync()
            if bell.isRung { return }
            let obstacle: RemoteError?
            switch done.outcome {
            case .ended(let summary):
                report(.synced(summary))
                obstacle = summary.obstacle
            case .elsewhere(let reason):
                report(.hindered(reason))
                // It does the same, and leaves nothing to wait for but its end, of which nobody tells us.
                guard try pause(for: .seconds(1), alarm) else { return }
                continue
            case .hindered(let reason):
                report(.hindered(reason))
                obstacle = .transient(reason)
            }
            let pause = schedule.pause(after: obstacle, nextTry: done.left.nextTry.map(untilThen))
            guard let reason = try wait(pause, done.left, alarm, &schedule) else { return }
            report(.woken(reason))
        }
    }

    /// Sleeps until there is a reason to sync; `nil` when the bell was rung.
    private func wait(
        _ pause: Duration, _ seen: PendingWork, _ alarm: Alarm, _ schedule: inout WatchSchedule
    ) throws -> String? {
        var deadline = ContinuousClock.now + pause
        while true {
            switch alarm.wait(until: deadline, listeningToNetwork: schedule.listensToNetwork) {
            case .journal:
                // Where much is written, as by an import, it looks five times a second and not after each transaction.
                guard try self.pause(for: .milliseconds(200), alarm) else { return nil }
                guard let found = try look() else { return "Something new may wait in the journal." }
                if found.hasMore(than: seen) { return "Something new waits in the journal." }
                if let next = found.nextTry { deadline = min(deadline, .now + untilThen(next)) }
            case .network:
                let wait = schedule.networkChanged()
                guard try self.pause(for: wait, alarm) else { return nil }
                return "The network has changed."
            case .time: return "It is time to try again."
            case .cancelled: return nil
            case .gone: throw JournalIsGone(folder: folder.path)
            }
        }
    }

    /// Sleeps whatever happens; false when the bell was rung.
    private func pause(for time: Duration, _ alarm: Alarm) throws -> Bool {
        let deadline = ContinuousClock.now + time
        while true {
            switch alarm.wait(until: deadline, listeningToNetwork: false) {
            case .journal, .network: continue
            case .time: return true
            case .cancelled: return false
            case .gone: throw JournalIsGone(folder: folder.path)
            }
        }
    }

    private func untilThen(_ time: Timestamp) -> Duration {
        .milliseconds(max(0, time.milliseconds - now().milliseconds))
    }
}

/// The folder of the journal that was watched is not there any more.
public struct JournalIsGone: Error, CustomStringConvertible {
    /// Where it was.
    var folder: String

    /// What is thrown for the journal in `folder`.
    public init(folder: String) {
        self.folder = folder
    }

    /// The sentence for people.
    public var description: String {
        "The folder \(folder) was removed or moved away, so there is nothing left to watch."
    }
}
