import Foundation
import Messages
import Synchronization

/// The time zone this machine is set to, by the variable `TZ` or by `/etc/localtime`, found as the C library finds it: a
/// program that shows the time beside this one shows the same.
///
/// The C library knows its offsets, which it reads once, or anew when `/etc/localtime` has changed, so that a laptop may travel
/// while this runs. What it does not know is the zone's name. Foundation makes UTC of everything without a name, and has the
/// signs of `TZ=UTC-3` the other way round.
final class MachineZone: Sendable {
    /// This machine's.
    static let shared = MachineZone()

    /// What it is set to.
    struct Setting {
        /// The name; `nil` if it has none, or is only an offset at most moments.
        var name: String?
        /// What its author should know; `nil` if it has a name.
        var problem: CodedMessage?
        /// Whether the C library knows it, too; it does not where the system has no tables.
        var isKnownToSystem = true
    }

    private struct State {
        var sign: Sign
        var setting: Setting
        /// Tells this setting from those before.
        var number: Int
    }

    /// What changes whenever the setting does.
    private struct Sign: Equatable {
        var variable: String?
        var link: String?
        var file: [Int]
    }

    private let state = Mutex<State?>(nil)

    private init() {}

    /// The zone it is currently set to. That costs two system calls unless the setting has changed.
    var now: Zone {
        let state = current
        return state.setting.name.map { Zone(kept: $0) } ?? Zone(ofMachine: state.number)
    }

    /// What its author should know; `nil` if the zone has a name.
    var problem: CodedMessage? { current.setting.problem }

    private var current: State {
        let sign = Self.sign
        return state.withLock { state in
            if let state, state.sign == sign { return state }
            // Reads /etc/localtime again if that is another file now.
            tzset()
            let next = State(
                sign: sign, setting: ZoneSetting(variable: sign.variable).setting, number: (state?.number ?? 0) + 1)
            state = next
            return next
        }
    }

    /// Seconds east of UTC at a moment, if the zone is what this machine is set to; `nil` if not.
    ///
    /// - Parameters:
    ///   - name: the zone's name; `nil` for one without.
    ///   - number: tells zones without names apart.
    func secondsFromUTC(name: String?, number: Int?, at time: Timestamp) -> Int? {
        if state.withLock({ $0 == nil }) { _ = current }
        return state.withLock { state in
            guard let state, state.setting.isKnownToSystem,
                name.map({ $0 == state.setting.name }) ?? (number == state.number)
            else { return nil }
            return secondsFromUTCHere(at: time)
        }
    }

    private static var sign: Sign {
        let variable = getenv("TZ").map { String(cString: $0) }
        // What TZ says holds for the whole process.
        if variable != nil { return Sign(variable: variable, link: nil, file: []) }
        var status = stat()
        let isThere = stat(ZoneSetting.link, &status) == 0
        return Sign(
            variable: nil, link: linkTarget(ZoneSetting.link),
            file: isThere
                ? [Int(status.st_dev), Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec] : [])
    }
}

/// Seconds east of UTC of this machine's clocks at a moment, as the C library knows them.
func secondsFromUTCHere(at time: Timestamp) -> Int {
    var seconds = time_t((Double(time.milliseconds) / 1000).rounded(.down))
    var local = tm()
    return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
}

/// Where a link leads; `nil` if there is no link.
func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
        guard let start = buffer.baseAddress else { return nil }
        let count = readlink(path, start, buffer.count)
        return count > 0 ? String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self) : nil
    }
}
