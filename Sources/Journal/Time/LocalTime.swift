/// A date and a time as shown by a calendar and a wall clock.
public struct LocalTime: Hashable, Sendable, CustomStringConvertible {
    /// The day.
    public let day: LocalDay
    /// Milliseconds since midnight by the clock, 0…86,399,999.
    public let millisecondOfDay: Int

    /// The hour, 0…23.
    public var hour: Int { millisecondOfDay / 3_600_000 }
    /// The minute, 0…59.
    public var minute: Int { millisecondOfDay / 60_000 % 60 }

    /// A day and a time on it; `nil` if there is no such time.
    public init?(day: LocalDay, hour: Int, minute: Int, second: Int = 0, millisecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999).contains(millisecond)
        else { return nil }
        self.day = day
        millisecondOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// The time of another day, on this day.
    init(day: LocalDay, as other: LocalTime) {
        self.day = day
        millisecondOfDay = other.millisecondOfDay
    }

    /// The local time in `zone` at `time`.
    public init(_ time: Timestamp, in zone: Zone) {
        self.init(time, secondsFromUTC: zone.secondsFromUTC(at: time))
    }

    /// The local time at `time` on clocks that many seconds ahead of UTC.
    public init(_ time: Timestamp, secondsFromUTC offset: Int) {
        let local = time.milliseconds + Int64(offset) * 1000
        let (days, rest) = local.quotientAndRemainder(dividingBy: 86_400_000)
        let borrow = rest < 0
        day = LocalDay(daysSince1970: Int(days) - (borrow ? 1 : 0))
        millisecondOfDay = Int(rest) + (borrow ? 86_400_000 : 0)
    }

    /// `2026-11-23T08:14:05.000`.
    public var description: String {
        let seconds = millisecondOfDay / 1000
        return
            "\(day)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(seconds % 60, 2)).\(padded(millisecondOfDay % 1000, 3))"
    }

    /// Milliseconds since 1970 if this were the time in UTC.
    var millisecondsAsUTC: Int64 {
        Int64(day.daysSince1970) * 86_400_000 + Int64(millisecondOfDay)
    }
}
