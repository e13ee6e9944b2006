import Dispatch
import Foundation
import OperatingSystem
import Storage
import Synchronization

/// What can end a watch's wait.
enum WakeUp {
    /// A process wrote to the journal.
    case journal
    /// An interface came up, or an address or route was added.
    case network
    /// The time ran out.
    case time
    /// The task was cancelled.
    case cancelled
    /// The journal's folder was removed or moved away.
    case gone
}

/// Listens to a journal's folder, by inotify, and to the network, by netlink, and lets one task wait for either.
///
/// Writes go to the write-ahead log first, but when the log changes, the transaction is not yet committed. It is once
/// its writer closes the folder's lock. Merely opening the journal also closes the lock, but does not change the log.
final class EventWaiter: Sendable {
    private let state: Mutex<State>
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let databaseName: String
    private let logName: String
    private let lockName: String

    private struct State {
        var heard: Set<WakeUp> = []
        /// Whether the log has changed since the lock was last closed.
        var logHasChanged = false
        let timer: any DispatchSourceTimer
        var sources: [any DispatchSourceRead] = []
    }

    /// Starts listening; events between waits are not lost.
    ///
    /// - Throws: if the folder cannot be watched.
    init(_ folder: JournalFolder) throws(SystemError) {
        let inotify = try Inotify(
            directory: folder.path, events: IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVE_SELF)
        databaseName = URL(filePath: folder.database).lastPathComponent
        logName = databaseName + "-wal"
        lockName = URL(filePath: folder.lock).lastPathComponent
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let queue = DispatchQueue(label: "journal.watch")
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [signal] in signal.yield() }
        timer.activate()
        state = Mutex(State(timer: timer))
        listen(to: inotify.descriptor, keeping: inotify, on: queue) { waiter in
            inotify.takeEvents { waiter.hear($0) }
        }
        // If the kernel does not report network changes (in a sandbox), only the timer remains.
        if let network = Netlink() {
            listen(to: network.descriptor, keeping: network, on: queue) { waiter in
                if network.hasImproved() { waiter.hear(.network) }
            }
        }
    }

    deinit {
        state.withLock { state in
            state.timer.cancel()
            for source in state.sources { source.cancel() }
        }
    }

    private func listen(
        to descriptor: Int32, keeping owner: some Sendable, on queue: DispatchQueue,
        _ handler: @escaping @Sendable (EventWaiter) -> Void
    ) {
        state.withLock { state in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [weak self] in self.map(handler) }
            // It must stay open until the source has released it.
            source.setCancelHandler { withExtendedLifetime(owner) {} }
            source.activate()
            state.sources.append(source)
        }
    }

    /// Forgets network events so far.
    func forgetNetwork() {
        state.withLock { _ = $0.heard.remove(.network) }
    }

    /// Waits for the first reason to wake up.
    ///
    /// - Parameter listeningToNetwork: whether a network change is a reason.
    func wait(until deadline: ContinuousClock.Instant, listeningToNetwork: Bool) async -> WakeUp {
        let reasons: [WakeUp] = listeningToNetwork ? [.gone, .journal, .network] : [.gone, .journal]
        var signals = signals.makeAsyncIterator()
        while !Task.isCancelled {
            let rest = ContinuousClock.now.duration(to: deadline)
            let reason = state.withLock { state in
                state.timer.schedule(deadline: .now() + max(0, rest / .seconds(1)))
                return reasons.first(where: state.heard.contains).flatMap { state.heard.remove($0) }
            }
            if let reason { return reason }
            if rest <= .zero { return .time }
            guard await signals.next() != nil else { break }
        }
        return .cancelled
    }

    private func hear(_ reason: WakeUp) {
        state.withLock { _ = $0.heard.insert(reason) }
        signal.yield()
    }

    private func hear(_ event: Inotify.Event) {
        if tellsOfEnd(event) {
            hear(.gone)
        } else if tellsOfCommit(event) {
            hear(.journal)
        }
    }

    /// inotify does not report the deletion of a folder whose files are open, so watch for the file's deletion.
    private func tellsOfEnd(_ event: Inotify.Event) -> Bool {
        event.isAny(of: IN_MOVE_SELF | IN_IGNORED)
            || (event.isAny(of: IN_DELETE | IN_MOVED_FROM) && event.isAbout(databaseName))
    }

    private func tellsOfCommit(_ event: Inotify.Event) -> Bool {
        // The kernel's queue overflowed.
        if event.isAny(of: IN_Q_OVERFLOW) { return true }
        return state.withLock { state in
            if event.isAny(of: IN_MODIFY), event.isAbout(logName) { state.logHasChanged = true }
            guard event.isAny(of: IN_CLOSE_WRITE), event.isAbout(lockName) else { return false }
            defer { state.logHasChanged = false }
            return state.logHasChanged
        }
    }
}
