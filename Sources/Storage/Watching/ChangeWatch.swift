import Dispatch
import Foundation
import GRDB
import Journal
import Messages
import OperatingSystem
import Synchronization

/// Reports every change to a journal, whichever process made it. While nobody listens, it does nothing.
///
/// Every writer appends to the write-ahead log, which the kernel reports (inotify). That happens before the transaction
/// becomes visible, so the watch checks a moment later, and a few more times if there is nothing to see yet.
public final class ChangeWatch: Sendable {
    private let store: Store
    /// The queue on which the journal is read; it may block.
    private let queue = DispatchQueue(label: "journal.changes")
    private let state = Mutex(State())

    private struct State {
        var listeners: [UInt64: AsyncStream<JournalChange>.Continuation] = [:]
        var count: UInt64 = 0
        var source: (any DispatchSourceRead)?
        var position: ChangePosition?
        /// Counts the checks requested; a check that is no longer the latest is dropped.
        var look: UInt64 = 0
        /// Whether the latest check requested is the first after a write and has not run yet.
        var isAboutToLook = false
        /// Whether there was another write since that check was requested.
        var isWrittenAgain = false
    }

    /// The pauses before the first check and the following ones, in milliseconds: changes made together are reported
    /// together and promptly, and the later ones allow for a disk that takes seconds to sync a transaction.
    private static let pauses = [40, 60, 120, 250, 500, 1000, 2000, 4000]

    /// Watches an open journal.
    public init(_ store: Store) {
        self.store = store
    }

    /// How many listeners there are.
    public var listenerCount: Int {
        state.withLock { $0.listeners.count }
    }

    /// Starts listening.
    ///
    /// - Parameter earlier: the last position a returning listener received; changes since then are reported at once.
    /// - Returns: the current position, and the changes from there on, which end when a newer program has upgraded the journal.
    ///   Changes that arrive while a listener is slow are combined into one.
    /// - Throws: ``StoreError``.
    public func listen(
        since earlier: ChangePosition? = nil
    ) async throws -> (position: ChangePosition, changes: AsyncStream<JournalChange>) {
        let (stream, continuation) = AsyncStream<JournalChange>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = try add(continuation)
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        do {
            let position = try await withCheckedThrowingContinuation { result in
                queue.async { [self] in
                    result.resume(
                        with: Result {
                            let (position, change) = try current(since: earlier)
                            state.withLock { $0.position = $0.position ?? position }
                            if let change { tell(change, to: continuation) }
                            return position
                        })
                }
            }
            // Changes since the others' position are still theirs to receive.
            lookSoon()
            return (position, stream)
        } catch {
            continuation.finish()
            throw error
        }
    }

    /// Waits until a newer program has upgraded the journal, which this one can then neither read nor write.
    ///
    /// - Throws: ``StoreError/broken(_:)`` when that has happened, `CancellationError` when the task is cancelled before.
    public func waitForUpgrade() async throws {
        let path = store.folder.database
        do {
            for await _ in try await listen().changes {}
            try Task.checkCancellation()
            throw StoreError.broken(CodedMessage("store.upgraded", ["path": .text(path)]))
        } catch StoreError.disk {
            // The system lets nobody watch the folder, so it has to be asked now and then.
            while true {
                try await Task.sleep(for: .seconds(60))
                do {
                    try await store.read { db in _ = try Schema.version(db, path: path) }
                } catch let error as StoreError where !error.isAboutNewerVersion {
                    continue
                }
            }
        }
    }

    private func current(since earlier: ChangePosition?) throws -> (ChangePosition, JournalChange?) {
        try store.readBlocking { db in
            _ = try Schema.version(db, path: store.folder.database)
            let now = try ChangePosition(db)
            guard let earlier, earlier != now else { return (now, nil) }
            return (now, try JournalChange(since: earlier, now: now, db))
        }
    }

    private func add(_ continuation: AsyncStream<JournalChange>.Continuation) throws -> UInt64 {
        try state.withLock { state in
            if state.source == nil { state.source = try source() }
            state.count += 1
            state.listeners[state.count] = continuation
            return state.count
        }
    }

    private func remove(_ number: UInt64) {
        state.withLock { state in
            state.listeners[number] = nil
            guard state.listeners.isEmpty else { return }
            state.source?.cancel()
            state.source = nil
            state.position = nil
            state.look += 1
            (state.isAboutToLook, state.isWrittenAgain) = (false, false)
        }
    }

    private func source() throws -> any DispatchSourceRead {
        let folder = store.folder
        let inotify: Inotify
        do {
            // The log itself may be recreated, so watch its folder.
            inotify = try Inotify(directory: folder.path, events: IN_MODIFY | IN_CREATE)
        } catch {
            throw StoreError(error)
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: inotify.descriptor, queue: queue)
        let log = URL(filePath: folder.database + "-wal").lastPathComponent
        source.setEventHandler { [weak self] in
            var isWritten = false
            inotify.takeEvents { event in
                // After a flood of events, the kernel drops some and reports only that.
                isWritten = isWritten || event.isAbout(log) || event.isAny(of: IN_Q_OVERFLOW)
            }
            if isWritten { self?.lookSoon() }
        }
        // It must stay open until the source has released it.
        source.setCancelHandler { withExtendedLifetime(inotify) {} }
        source.resume()
        return source
    }

    /// Checks after the first pause. Further writes do not postpone a pending check; otherwise, listeners would hear
    /// nothing during a long series of writes.
    private func lookSoon() {
        let isComing = state.withLock { state in
            state.isWrittenAgain = state.isAboutToLook
            defer { state.isAboutToLook = true }
            return state.isAboutToLook
        }
        if !isComing { look(after: 0) }
    }

    /// Checks for changes after a pause; if there are none, checks again after the next pause, until no pauses are
    /// left.
    ///
    /// - Parameter number: the check before this one, which must still be the latest.
    private func look(after pause: Int, following number: UInt64? = nil) {
        let next: UInt64? = state.withLock { state in
            guard number == nil || state.look == number else { return nil }
            state.look += 1
            return state.look
        }
        guard let next else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.pauses[pause])) { [weak self] in
            self?.look(next, after: pause)
        }
    }

    private func look(_ number: UInt64, after pause: Int) {
        let (known, isWrittenAgain): (ChangePosition?, Bool) = state.withLock { state in
            guard state.look == number else { return (nil, false) }
            defer { (state.isAboutToLook, state.isWrittenAgain) = (false, false) }
            return (state.position, state.isWrittenAgain)
        }
        guard let known else { return }
        let change: JournalChange?
        do {
            change = try current(since: known).1
        } catch let error as StoreError where error.isAboutNewerVersion {
            return endAll()
        } catch {
            // If the journal cannot be read now, the next change reports this one, too.
            change = nil
        }
        if let change {
            let listeners = state.withLock { state in
                state.position = change.position
                return state.listeners.values
            }
            // Outside the lock: waking a listener takes its task's lock, which a departing listener holds while taking
            // ours.
            for listener in listeners { tell(change, to: listener) }
        }
        if isWrittenAgain {
            lookSoon()
        } else if change == nil, pause + 1 < Self.pauses.count {
            look(after: pause + 1, following: number)
        }
    }

    /// Tells listeners that they will hear nothing more.
    private func endAll() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.finish() }
    }
}

/// Sends a change to a listener, combined with the previous one if that has not been received yet.
private func tell(_ change: JournalChange, to listener: AsyncStream<JournalChange>.Continuation) {
    guard case .dropped(let earlier) = listener.yield(change) else { return }
    // Replaces the later one; if that has been received in the meantime, it is reported twice.
    listener.yield(earlier.and(change))
}
