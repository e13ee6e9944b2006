/// When an entry was taken: the point in time, the zone it was lived in, and the day and the clock there.
///
/// All of it changes together or not at all: the day and the hour of an entry never move when its author travels, nor
/// when a zone's rules change.
public struct Moment: Hashable, Sendable {
    /// The point in time.
    public let time: Timestamp
    /// The zone as of writing.
    public let zone: Zone
    /// Seconds by which clocks there were ahead of UTC, as of writing.
    public let offset: Int

    /// That point in time as lived in that zone.
    public init(_ time: Timestamp, in zone: Zone) {
        self.init(time: time, zone: zone, offset: zone.secondsFromUTC(at: time))
    }

    /// Values that were kept together.
    public init(time: Timestamp, zone: Zone, offset: Int) {
        self.time = time
        self.zone = zone
        self.offset = offset
    }

    /// What the calendar and the clock there showed.
    public var local: LocalTime {
        LocalTime(time, secondsFromUTC: offset)
    }

    /// The day there.
    public var day: LocalDay {
        local.day
    }

    /// The point in time at which clocks in `zone` show `local`. An hour that a clock change repeats means its first
    /// pass; an hour that it skips is counted on from the hour before.
    public init(_ local: LocalTime, in zone: Zone) {
        if let first = Moment.readings(of: local, in: zone).first {
            self = first
        } else {
            let before = zone.secondsFromUTC(at: Timestamp(milliseconds: local.millisecondsAsUTC - 86_400_000))
            self.init(Timestamp(milliseconds: local.millisecondsAsUTC - Int64(before) * 1000), in: zone)
        }
    }

    /// The points in time at which clocks in `zone` show `local`, the first one first: none in an hour that a clock change
    /// skips, two in one that it repeats.
    public static func readings(of local: LocalTime, in zone: Zone) -> [Moment] {
        // Whatever zone it is, a day before and a day after lie on either side of a change around that time.
        let offsets = [-86_400_000, 0, 86_400_000].map { distance in
            zone.secondsFromUTC(at: Timestamp(milliseconds: local.millisecondsAsUTC + distance))
        }
        // Clocks that are further ahead showed it earlier.
        return Set(offsets).sorted(by: >).map { offset in
            Moment(Timestamp(milliseconds: local.millisecondsAsUTC - Int64(offset) * 1000), in: zone)
        }.filter { $0.local == local }
    }

    /// `2026-11-23T08:14:05.000+01:00`.
    public var iso8601: String {
        let minutes = abs(offset) / 60
        let sign = offset < 0 ? "-" : "+"
        return "\(local)\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }
}

/// What a calendar and a clock on the wall show.
public struct LocalTime: Hashable, Sendable, CustomStringConvertible {
    /// The day.
    public let day: LocalDay
    /// Milliseconds since midnight by the clock, 0…86,399,999.
    public let millisecondOfDay: Int

    /// The hour, 0…23.
    public var hour: Int { millisecondOfDay / 3_600_000 }
    /// The minute, 0…59.
    public var minute: Int { millisecondOfDay / 60_000 % 60 }

    /// A day and a time on it; `nil` when no clock shows that time.
    public init?(day: LocalDay, hour: Int, minute: Int, second: Int = 0, millisecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999).contains(millisecond)
        else { return nil }
        self.day = day
        millisecondOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// The time of another day on this one.
    init(day: LocalDay, as other: LocalTime) {
        self.day = day
        millisecondOfDay = other.millisecondOfDay
    }

    /// What clocks in `zone` show at `time`.
    public init(_ time: Timestamp, in zone: Zone) {
        self.init(time, secondsFromUTC: zone.secondsFromUTC(at: time))
    }

    /// What clocks that are so many seconds ahead of UTC show at `time`.
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
