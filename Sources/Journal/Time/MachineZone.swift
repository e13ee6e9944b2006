import Foundation
import Synchronization

/// The zone a machine is set to, by the variable `TZ` or by a link to the zone's table.
///
/// Foundation checks only once per process. This checks each time, which costs one system call, and loads a zone's
/// table only if the zone has changed.
final class MachineZone: Sendable {
    /// This machine's.
    static let shared = MachineZone(
        variable: { getenv("TZ").map { String(cString: $0) } }, link: "/etc/localtime")

    private let variable: @Sendable () -> String?
    private let link: String
    private let known = Mutex<(setting: Setting, zone: Zone)?>(nil)

    private struct Setting: Equatable {
        var variable: String?
        var target: String?
    }

    init(variable: @escaping @Sendable () -> String?, link: String) {
        self.variable = variable
        self.link = link
    }

    /// The zone it is currently set to.
    var now: Zone {
        let setting = Setting(variable: variable(), target: target)
        return known.withLock { known in
            if let known, known.setting == setting { return known.zone }
            let zone = zone(setting)
            known = (setting, zone)
            return zone
        }
    }

    private func zone(_ setting: Setting) -> Zone {
        // POSIX puts a colon before a table's name. If it is neither a table nor a link, only Foundation may know it.
        let names = [setting.variable.map { $0.drop { $0 == ":" } }, setting.target.flatMap(tableName)]
        let found = names.lazy.compactMap { $0 }.compactMap { TimeZone(identifier: String($0)) }.first
        let name = (found ?? TimeZone.current).identifier
        return name == "GMT" ? .utc : Zone(kept: name)
    }

    /// `/usr/share/zoneinfo/Europe/Paris` → `Europe/Paris`.
    private func tableName(_ path: String) -> Substring? {
        path.range(of: "zoneinfo/").map { path[$0.upperBound...] }
    }

    private var target: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink(link, start, buffer.count)
            return count > 0 ? String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self) : nil
        }
    }
}
