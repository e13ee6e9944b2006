import Dispatch
import Foundation
import GRDB
import Journal
import OperatingSystem
import Synchronization

/// Tells of every change to a journal, whichever process made it. While nobody listens, nothing is done.
///
/// Whoever writes adds to the write-ahead log, which the kernel tells us of (inotify). That comes before the transaction can
/// be seen, so we look after a moment, and a few more times if there is nothing to see yet.
public final class ChangeWatch: Sendable {
    private let store: Store
    /// Where the journal is read; it may block.
    private let queue = DispatchQueue(label: "journal.changes")
    private let state = Mutex(State())

    private struct State {
        var listeners: [UInt64: AsyncStream<JournalChange>.Continuation] = [:]
        var count: UInt64 = 0
        var source: (any DispatchSourceRead)?
        var position: ChangePosition?
        /// Counts the looks that were asked for; a look that is no longer the last one gives way.
        var look: UInt64 = 0
        /// Whether the look that was asked for last is the first after a write, and has not been taken yet.
        var isAboutToLook = false
        /// Whether something was written since that look was asked for.
        var isWrittenAgain = false
    }

    /// The pauses before a look and those after it, in milliseconds: what happens at the same time is told at once, and a
    /// disk that takes seconds to make a transaction durable is waited for.
    private static let pauses = [40, 60, 120, 250, 500, 1000, 2000, 4000]

    /// A watch over a journal that is open.
    public init(_ store: Store) {
        self.store = store
    }

    /// How many listen.
    public var listenerCount: Int {
        state.withLock { $0.listeners.count }
    }

    /// Begins to listen.
    ///
    /// - Parameter earlier: how far a listener who comes back had heard; what happened since is told at once.
    /// - Returns: how far the journal has come, and what happens from there on. What happens while a listener is slow comes
    ///   as one change.
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
            // Whatever happened to the others' position meanwhile is theirs to hear.
            lookSoon()
            return (position, stream)
        } catch {
            continuation.finish()
            throw error
        }
    }

    private func current(since earlier: ChangePosition?) throws -> (ChangePosition, JournalChange?) {
        try store.readBlocking { db in
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
            // The log itself may be made anew, so its folder is watched.
            inotify = try Inotify(directory: folder.path, events: IN_MODIFY | IN_CREATE)
        } catch {
            throw StoreError(error)
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: inotify.descriptor, queue: queue)
        let log = URL(filePath: folder.database + "-wal").lastPathComponent
        source.setEventHandler { [weak self] in
            var isWritten = false
            inotify.takeEvents { event in
                // After a flood of events the kernel drops some, and says only that.
                isWritten = isWritten || event.isAbout(log) || event.isAny(of: IN_Q_OVERFLOW)
            }
            if isWritten { self?.lookSoon() }
        }
        // It must stay open until the source has let go of it.
        source.setCancelHandler { withExtendedLifetime(inotify) {} }
        source.resume()
        return source
    }

    /// Looks after the first pause. A look that is about to be taken stays, however much is written until then: else nobody
    /// would hear anything while somebody keeps writing.
    private func lookSoon() {
        let isComing = state.withLock { state in
            state.isWrittenAgain = state.isAboutToLook
            defer { state.isAboutToLook = true }
            return state.isAboutToLook
        }
        if !isComing { look(after: 0) }
    }

    /// Looks after a pause whether something happened; if not, again after the next, until there are no more.
    ///
    /// - Parameter number: the look that this one follows, if it is still the last one.
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
        // What cannot be read now is told with the next change.
        let change = try? current(since: known).1
        if let change {
            let listeners = state.withLock { state in
                state.position = change.position
                return state.listeners.values
            }
            // After the lock: to wake a listener takes a lock of its task, which one who is leaving holds when it takes ours.
            for listener in listeners { tell(change, to: listener) }
        }
        if isWrittenAgain {
            lookSoon()
        } else if change == nil, pause + 1 < Self.pauses.count {
            look(after: pause + 1, following: number)
        }
    }
}

/// Tells a listener of a change, together with the one before if they have not heard of that yet.
private func tell(_ change: JournalChange, to listener: AsyncStream<JournalChange>.Continuation) {
    guard case .dropped(let earlier) = listener.yield(change) else { return }
    // Takes the place of the later one; who took that meanwhile hears of it twice.
    listener.yield(earlier.and(change))
}
