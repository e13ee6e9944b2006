import Foundation
import Storage

/// What can end a watch's wait.
enum WakeUp {
    /// Somebody wrote to the journal.
    case journal
    /// An interface came up, an address or a route came into being.
    case network
    /// The time is up.
    case time
    /// The waiting task was cancelled.
    case cancelled
    /// The journal's folder was removed or moved away.
    case gone
}

#if os(Linux)
/// Sleeps until there is a reason not to: one `poll` on a thread of its own, for the journal's write-ahead log by
/// inotify and for the network by netlink. While it sleeps, nothing of this program wakes up but libdispatch's look at its
/// pool of threads, once a second, which cannot be turned off.
final class Alarm: Sendable {
    private let journal: Inotify
    private let network: Netlink?
    private let bell: Bell

    /// Hears everything from now on, also what happens while nobody waits.
    ///
    /// - Throws: ``StoreError/disk(_:)`` when the folder cannot be watched.
    init(_ folder: JournalFolder) throws {
        journal = try Inotify(folder)
        // Where there is none (a sandbox), time does it.
        network = Netlink()
        bell = try Bell()
    }

    /// Forgets what was heard of the network so far.
    func forgetNetwork() {
        _ = network?.hasImproved()
    }

    /// Waits for the first reason to wake up.
    ///
    /// - Parameter listeningToNetwork: whether the network is one.
    func wait(until deadline: ContinuousClock.Instant, listeningToNetwork: Bool) async -> WakeUp {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread {
                    continuation.resume(returning: self.sleep(until: deadline, listeningToNetwork ? self.network : nil))
                }
                thread.name = "journal-watch"
                thread.start()
            }
        } onCancel: {
            bell.ring()
        }
    }

    private func sleep(until deadline: ContinuousClock.Instant, _ network: Netlink?) -> WakeUp {
        // poll leaves out what has a negative number.
        var sources = [bell.ear, journal.file, network?.file ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while true {
            let rest = max(.zero, min(ContinuousClock.now.duration(to: deadline), .seconds(24 * 3600)))
            let ready = poll(&sources, nfds_t(sources.count), Int32((rest / .milliseconds(1)).rounded(.up)))
            if ready < 0, errno != EINTR { return .cancelled }
            if sources[0].revents != 0 { return .cancelled }
            if sources[1].revents != 0, let reason = journal.news() { return reason }
            if sources[2].revents != 0, network?.hasImproved() == true { return .network }
            if ready == 0, ContinuousClock.now >= deadline { return .time }
        }
    }
}

/// A pipe whose ringing ends a sleep, and every later one.
private final class Bell: Sendable {
    let ear: Int32
    private let button: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw StoreError.disk("The journal cannot be watched: \(String(cString: strerror(errno))).")
        }
        (ear, button) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(ear)
        close(button)
    }

    func ring() {
        _ = write(button, "!", 1)
    }
}
#else
/// Sleeps until the time is up. Without inotify and netlink the journal is looked at every minute.
final class Alarm: Sendable {
    init(_ folder: JournalFolder) throws {}

    func forgetNetwork() {}

    func wait(until deadline: ContinuousClock.Instant, listeningToNetwork: Bool) async -> WakeUp {
        let minute = ContinuousClock.now + .seconds(60)
        do {
            try await Task.sleep(until: min(deadline, minute), clock: .continuous)
        } catch {
            return .cancelled
        }
        return deadline <= minute ? .time : .journal
    }
}
#endif
