import Foundation

/// A time zone by its stored name: IANA's ("Europe/Paris") or a fixed offset from a photo ("+02:00").
public struct Zone: Hashable, Sendable, LosslessStringConvertible {
    /// The name as stored.
    public let description: String

    /// UTC.
    public static let utc = Zone(kept: "UTC")

    /// The zone of that name; `nil` if it is neither in this machine's zone tables nor of the form `±hh:mm`.
    public init?(_ name: String) {
        guard Zone.fixedOffset(name) != nil || TimeZone(identifier: name) != nil else { return nil }
        description = name
    }

    /// The zone that is always that many minutes east of UTC, up to 18 hours either way; `nil` beyond.
    public init?(offsetMinutes: Int) {
        guard abs(offsetMinutes) <= 18 * 60 else { return nil }
        let minutes = abs(offsetMinutes)
        description = "\(offsetMinutes < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    /// The zone of a name that was valid when it was first stored.
    public init(kept name: String) {
        description = name
    }

    /// The zone this machine is currently set to. It can change while programs run, when somebody travels with a
    /// laptop.
    public static var current: Zone { MachineZone.shared.now }

    /// Seconds east of UTC at that moment.
    public func secondsFromUTC(at time: Timestamp) -> Int {
        if self == .utc { return 0 }
        if let offset = Zone.fixedOffset(description) { return offset }
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        // A journal may name a zone that this machine's tables lack. Its entries store their offsets, too, so this only
        // matters for new times in that zone, for instance a corrected time: those count as UTC.
        return TimeZone(identifier: description)?.secondsFromGMT(for: date) ?? 0
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
