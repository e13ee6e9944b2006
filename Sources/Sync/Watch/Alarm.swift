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
    /// The bell was rung.
    case cancelled
    /// The journal's folder was removed or moved away.
    case gone
}

#if os(Linux)
/// Sleeps on the caller's thread until there is a reason not to: one `poll` for the journal's write-ahead log by inotify,
/// for the network by netlink, and for a bell.
final class Alarm {
    private let journal: Inotify
    private let network: Netlink?
    private let bell: Bell

    /// Hears everything from now on, also what happens while nobody waits.
    ///
    /// - Throws: ``StoreError/disk(_:)`` when the folder cannot be watched.
    init(_ folder: JournalFolder, _ bell: Bell) throws {
        journal = try Inotify(folder)
        // Where there is none (a sandbox), time does it.
        network = Netlink()
        self.bell = bell
    }

    /// Forgets what was heard of the network so far.
    func forgetNetwork() {
        _ = network?.hasImproved()
    }

    /// Waits for the first reason to wake up.
    ///
    /// - Parameter listeningToNetwork: whether the network is one.
    func wait(until deadline: ContinuousClock.Instant, listeningToNetwork: Bool) -> WakeUp {
        // poll leaves out what has a negative number.
        let network = listeningToNetwork ? network : nil
        var sources = [bell.ear, journal.file, network?.file ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while true {
            let rest = max(.zero, min(ContinuousClock.now.duration(to: deadline), .seconds(24 * 3600)))
            let ready = poll(&sources, nfds_t(sources.count), Int32((rest / .milliseconds(1)).rounded(.up)))
            if ready < 0 {
                // A signal; what it left is looked at by the next poll, whose marks these are not.
                if errno == EINTR { continue }
                return .cancelled
            }
            if sources[0].revents != 0 { return .cancelled }
            if sources[1].revents != 0, let reason = journal.news() { return reason }
            if sources[2].revents != 0, network?.hasImproved() == true { return .network }
            if ready == 0, ContinuousClock.now >= deadline { return .time }
        }
    }
}
#else
/// Sleeps on the caller's thread until the time is up or a bell is rung. Without inotify and netlink the journal is looked
/// at every minute.
final class Alarm {
    private let bell: Bell

    init(_ folder: JournalFolder, _ bell: Bell) throws {
        self.bell = bell
    }

    func forgetNetwork() {}

    func wait(until deadline: ContinuousClock.Instant, listeningToNetwork: Bool) -> WakeUp {
        let minute = ContinuousClock.now + .seconds(60)
        var ear = pollfd(fd: bell.ear, events: Int16(POLLIN), revents: 0)
        let rest = max(.zero, ContinuousClock.now.duration(to: min(deadline, minute)))
        if poll(&ear, 1, Int32((rest / .milliseconds(1)).rounded(.up))) > 0 { return .cancelled }
        return deadline <= minute ? .time : .journal
    }
}
#endif
