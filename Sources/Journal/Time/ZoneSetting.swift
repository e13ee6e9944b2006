import Foundation
import Messages

/// Finds the name of the zone a machine is set to.
///
/// Source: tzset(3) and `time/tzset.c` of the GNU C library: a colon before the value of `TZ` means nothing; a file comes
/// before a rule such as `CET-1CEST`; what is neither is UTC.
struct ZoneSetting {
    /// The machine's own table, and the folder with all of them.
    static let link = "/etc/localtime"
    private static let standardTables = "/usr/share/zoneinfo"

    let variable: String?
    private let tables: String

    /// - Parameter variable: the value of `TZ`.
    init(variable: String?) {
        self.variable = variable
        let named = getenv("TZDIR").map { String(cString: $0) } ?? ""
        tables = named.isEmpty ? Self.standardTables : named
    }

    /// What it says.
    var setting: MachineZone.Setting {
        guard let variable else { return byTable(Self.link) ?? withoutTable }
        let text = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
        if text.isEmpty { return .init(name: Zone.utc.description) }
        if let found = byTable(text.hasPrefix("/") ? text : "\(tables)/\(text)") { return found }
        if text.wholeMatch(of: Self.offset) != nil { return byOffset(text) }
        if text.wholeMatch(of: Self.rule) != nil || hasOffset { return byRule(text) }
        return withoutTables(text)
            ?? .init(name: Zone.utc.description, problem: CodedMessage("zone.invalid", ["text": .text(text)]))
    }

    // MARK: - Rules

    private static let abbreviation = #"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"#
    private static let clock = #"[0-9]{1,3}(?::[0-9]{1,2}(?::[0-9]{1,2})?)?"#
    private static let day = #"(?:M[0-9]{1,2}\.[1-5]\.[0-6]|J?[0-9]{1,3})(?:/-?"# + clock + ")?"

    /// `<+03>-3`: always the same offset.
    private static var offset: Regex<AnyRegexOutput> { regex(abbreviation + "[+-]?" + clock) }

    /// `CET-1CEST,M3.5.0,M10.5.0/3`: another one in summer.
    private static var rule: Regex<AnyRegexOutput> {
        regex(abbreviation + "[+-]?" + clock + abbreviation + "(?:[+-]?\(clock))?(?:,(?:\(day)(?:,\(day))?)?)?")
    }

    private static func regex(_ pattern: String) -> Regex<AnyRegexOutput> {
        guard let regex = try? Regex(pattern) else { preconditionFailure("\(pattern) is a pattern") }
        return regex
    }

    /// Whether clocks here are ever off UTC. The C library makes what it can of a rule that is only half one.
    private var hasOffset: Bool {
        // January and July of 2020.
        [1_577_836_800_000, 1_593_561_600_000].contains { secondsFromUTCHere(at: Timestamp(milliseconds: $0)) != 0 }
    }

    private func byRule(_ text: String) -> MachineZone.Setting {
        .init(problem: CodedMessage("zone.rule", ["text": .text(text)]))
    }

    private func byOffset(_ text: String) -> MachineZone.Setting {
        let seconds = secondsFromUTCHere(at: Timestamp(milliseconds: 0))
        if seconds == 0 { return .init(name: Zone.utc.description) }
        guard seconds.isMultiple(of: 60), let zone = Zone(offsetMinutes: seconds / 60) else {
            return byRule(text)
        }
        return .init(name: zone.description)
    }

    // MARK: - Tables

    /// What a zone's table at a path says; `nil` if there is none.
    private func byTable(_ path: String) -> MachineZone.Setting? {
        guard let table = Self.table(path) else { return nil }
        let known = knownNames(path, table).first { isName($0, of: table) } ?? nameByContent(table)
        if let known { return .init(name: isUTC(known) ? Zone.utc.description : known) }
        return .init(problem: CodedMessage("zone.nameless", ["path": .text(path)]))
    }

    /// The bytes of a zone's table; `nil` if there is none.
    private static func table(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        // No table is anywhere near a megabyte.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 20,
            let bytes = try? file.readToEnd(), bytes.starts(with: Array("TZif".utf8))
        else { return nil }
        return Array(bytes)
    }

    private static func standardTable(_ name: String) -> [UInt8]? { table("\(standardTables)/\(name)") }

    /// The names that the path of a table, or what it links to, gives it, then the one that Debian keeps beside it.
    private func knownNames(_ path: String, _ table: [UInt8]) -> [String] {
        var names: [String] = []
        var path = path
        // As many links as the system itself follows.
        for _ in 0..<40 {
            names += [name(ofPath: path)].compactMap { $0 }
            guard let target = linkTarget(path) else { break }
            path = target.hasPrefix("/") ? target : URL(filePath: path).deletingLastPathComponent().path + "/" + target
        }
        names += [realPath(path).flatMap(name(ofPath:))].compactMap { $0 }
        let written = (try? String(contentsOfFile: "/etc/timezone", encoding: .utf8))?.split(separator: "\n").first
        if let written = written.map({ $0.trimmingCharacters(in: .whitespaces) }), Self.isSound(written),
            Self.standardTable(written) == table
        {
            names.append(written)
        }
        return names
    }

    private func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// `/usr/share/zoneinfo/Europe/Paris` → `Europe/Paris`.
    private func name(ofPath path: String) -> String? {
        var name: Substring
        if let folder = path.range(of: "/zoneinfo/", options: .backwards) {
            name = path[folder.upperBound...]
        } else if path.hasPrefix(tables + "/") {
            name = path.dropFirst(tables.count + 1)
        } else {
            return nil
        }
        // Each table is there twice more, without leap seconds and with them.
        for folder in ["posix/", "right/"] where name.hasPrefix(folder) { name = name.dropFirst(folder.count) }
        return Self.isSound(String(name)) ? String(name) : nil
    }

    /// Whether a text can be the name of a zone. These three are none: the machine's own, the one whose rules hold for
    /// `EST5EDT`, and that of a machine nobody has set up.
    private static func isSound(_ name: String) -> Bool {
        let isPath = name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.first?.isASCII == true && part.first?.isLetter == true
                && part.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
        return isPath && !["localtime", "posixrules", "Factory"].contains(name)
    }

    /// Whether the machine's zone can have that name. A file mounted over one of the tables makes its name untrue: what is
    /// mounted over `/etc/localtime` of a container lies where that links to, as `Etc/UTC`.
    private func isName(_ name: String, of table: [UInt8]) -> Bool {
        guard let known = TimeZone(identifier: name) else { return Self.standardTable(name) == table }
        // Governments change what is to come, and scholars what was long ago.
        let moments = (0..<80).map { 631_152_000 + $0 * 13_149_000 }  // two a year from 1990 on, to 2023
        let agreeing = moments.count { moment in
            known.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
                == secondsFromUTCHere(at: Timestamp(milliseconds: Int64(moment) * 1000))
        }
        return agreeing * 2 > moments.count
    }

    /// The name of the zone whose table has the same bytes.
    private func nameByContent(_ table: [UInt8]) -> String? {
        var same: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Self.standardTables)/\(folder)")) ?? []
            for name in names.map({ folder + $0 }) where Self.isSound(name) && name != "posix" && name != "right" {
                var status = stat()
                guard stat("\(Self.standardTables)/\(name)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR { folders.append(name + "/") }
                if status.st_size == table.count, Self.standardTable(name) == table { same.append(name) }
            }
        }
        // Of several, the one in the list of those that people choose from: Europe/London, not GB.
        let list = (try? String(contentsOfFile: "\(Self.standardTables)/zone1970.tab", encoding: .utf8)) ?? ""
        let chosen = Set(list.split(separator: "\n").compactMap { $0.split(separator: "\t").dropFirst(2).first })
        return same.filter { isName($0, of: table) }.min { one, other in
            let (isFirst, isSecond) = (chosen.contains(one[...]), chosen.contains(other[...]))
            return isFirst == isSecond ? one < other : isFirst
        }
    }

    /// Whether a name, `Etc/Zulu` say, is one of UTC's, not a place where clocks happen to show it.
    private func isUTC(_ name: String) -> Bool {
        ["UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu"].contains(
            name.hasPrefix("Etc/") ? String(name.dropFirst(4)) : name)
    }

    // MARK: - Machines without tables

    /// The zone of a machine whose own table cannot be read.
    private var withoutTable: MachineZone.Setting {
        var status = stat()
        // A machine that has none is in UTC.
        guard lstat(Self.link, &status) == 0 else { return .init(name: Zone.utc.description) }
        if let name = linkTarget(Self.link).flatMap(name(ofPath:)), let found = withoutTables(name) { return found }
        return .init(name: Zone.utc.description, problem: CodedMessage("zone.unreadable", ["path": .text(Self.link)]))
    }

    /// The zone of that name where the system has no tables at all, as in small containers: then Foundation's are used.
    private func withoutTables(_ name: String) -> MachineZone.Setting? {
        guard tables == Self.standardTables, access(tables, F_OK) != 0, Self.isSound(name),
            TimeZone.knownTimeZoneIdentifiers.contains(name) || TimeZone(identifier: name) != nil && name.contains("/")
        else { return nil }
        return .init(name: isUTC(name) ? Zone.utc.description : name, isKnownToSystem: false)
    }
}
