import Dispatch
import Foundation
import GRDB
import Journal
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
        let (stream, continuation) = AsyncStream<JournalChange>.makeStream(bufferingPolicy: .unbounded)
        let number = try add(continuation)
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        do {
            let position = try await withCheckedThrowingContinuation { result in
                queue.async { [self] in
                    result.resume(
                        with: Result {
                            let (position, change) = try current(since: earlier)
                            state.withLock { $0.position = $0.position ?? position }
                            if let change { continuation.yield(change) }
                            return position
                        })
                }
            }
            // Whatever happened to the others' position meanwhile is theirs to hear.
            look(after: 0)
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
        }
    }

    private func source() throws -> any DispatchSourceRead {
        let folder = store.folder
        let inotify = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        // The log itself may be made anew, so its folder is watched.
        guard inotify >= 0, inotify_add_watch(inotify, folder.path, UInt32(IN_MODIFY | IN_CREATE)) >= 0 else {
            let reason = String(cString: strerror(errno))
            if inotify >= 0 { close(inotify) }
            throw StoreError.disk("\(folder.path) cannot be watched: \(reason).")
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: inotify, queue: queue)
        let log = URL(filePath: folder.database + "-wal").lastPathComponent
        source.setEventHandler { [weak self] in
            if isNamed(log, in: inotify) { self?.look(after: 0) }
        }
        source.setCancelHandler { close(inotify) }
        source.resume()
        return source
    }

    /// Looks after a pause whether something happened; if not, again after the next, until there are no more.
    private func look(after pause: Int) {
        let number = state.withLock { state in
            state.look += 1
            return state.look
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.pauses[pause])) { [weak self] in
            self?.look(number, after: pause)
        }
    }

    private func look(_ number: UInt64, after pause: Int) {
        let known = state.withLock { state in state.look == number ? state.position : nil }
        guard let known else { return }
        // What cannot be read now is told with the next change.
        if let change = try? current(since: known).1 {
            state.withLock { state in
                state.position = change.position
                for listener in state.listeners.values { listener.yield(change) }
            }
        } else if pause + 1 < Self.pauses.count, state.withLock({ $0.look == number }) {
            look(after: pause + 1)
        }
    }
}

/// Reads all events that wait; whether one of them is about the file of that name.
private func isNamed(_ name: String, in inotify: Int32) -> Bool {
    var found = false
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { buffer in
        while true {
            let count = read(inotify, buffer.baseAddress, buffer.count)
            guard count > 0 else { return }
            var start = 0
            let head = MemoryLayout<inotify_event>.size
            while start + head <= count {
                let event = buffer.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
                let text = buffer[(start + head)..<(start + head + Int(event.len))].prefix { $0 != 0 }
                // After a flood of events the kernel drops some, and says only that.
                found = found || text.elementsEqual(name.utf8) || event.mask & UInt32(IN_Q_OVERFLOW) != 0
                start += head + Int(event.len)
            }
        }
    }
    return found
}
