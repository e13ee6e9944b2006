import Foundation
public import Messages

/// A time zone by its stored name: IANA's ("Europe/Paris") or a fixed offset from a photo ("+02:00").
public struct Zone: Hashable, Sendable, LosslessStringConvertible {
    /// The name as stored.
    public let description: String
    /// Which of this machine's settings it is, if that has no name: the name then is only the offset at some moment.
    private let machine: Int?

    /// UTC.
    public static let utc = Zone(kept: "UTC")

    /// The zone of that name; `nil` if it is neither in this machine's zone tables nor of the form `±hh:mm`.
    public init?(_ name: String) {
        guard
            Zone.fixedOffset(name) != nil || TimeZone(identifier: name) != nil
                || MachineZone.shared.now.description == name
        else { return nil }
        self.init(kept: name)
    }

    /// The zone that is always that many minutes east of UTC, up to 18 hours either way; `nil` beyond.
    public init?(offsetMinutes: Int) {
        guard abs(offsetMinutes) <= 18 * 60 else { return nil }
        self.init(kept: Zone.name(offsetMinutes))
    }

    /// The zone of a name that was valid when it was first stored.
    public init(kept name: String) {
        description = name
        machine = nil
    }

    /// This machine's zone, if that has no name.
    init(ofMachine number: Int) {
        description = "+00:00"
        machine = number
    }

    private init(offset: Int, machine number: Int) {
        description = Zone.name(min(max(offset / 60, -18 * 60), 18 * 60))
        machine = number
    }

    /// The zone as it is kept beside a moment at which clocks are that many seconds ahead of UTC: one without a name as its
    /// offset then.
    func kept(with offset: Int) -> Zone {
        machine.map { Zone(offset: offset, machine: $0) } ?? self
    }

    /// The zone this machine is currently set to. It can change while programs run, when somebody travels with a
    /// laptop.
    public static var current: Zone { MachineZone.shared.now }

    /// What people should know of the zone this machine is set to, because it has no name or cannot be found; `nil` if there
    /// is nothing to say.
    public static var currentProblem: CodedMessage? { MachineZone.shared.problem }

    /// Zones are the same if their names are.
    public static func == (one: Zone, other: Zone) -> Bool { one.description == other.description }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// What comes behind "clocks": "in Europe/Paris".
    public var ofClocks: String { machine == nil ? "in \(description)" : "of this machine" }

    /// Seconds east of UTC at that moment.
    public func secondsFromUTC(at time: Timestamp) -> Int {
        if let machine, let offset = MachineZone.shared.secondsFromUTC(name: nil, number: machine, at: time) {
            return offset
        }
        if self == .utc { return 0 }
        if let offset = Zone.fixedOffset(description) { return offset }
        // The system's tables may be newer than Foundation's.
        if let offset = MachineZone.shared.secondsFromUTC(name: description, number: nil, at: time) { return offset }
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        // A journal may name a zone that this machine's tables lack. Its entries store their offsets, too, so this only
        // matters for new times in that zone, for instance a corrected time: those count as UTC.
        return TimeZone(identifier: description)?.secondsFromGMT(for: date) ?? 0
    }

    private static func name(_ offsetMinutes: Int) -> String {
        let minutes = abs(offsetMinutes)
        return "\(offsetMinutes < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    private static func fixedOffset(_ name: String) -> Int? {
        let text = Array(name.utf8)
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"),
            let hours = Int(name.dropFirst().prefix(2)), let minutes = Int(name.suffix(2)),
            (0...18).contains(hours), (0...59).contains(minutes)
        else { return nil }
        return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
