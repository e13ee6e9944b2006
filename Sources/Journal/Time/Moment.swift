/// When an entry was taken: the point in time, the zone it was lived in, the clock there, and the day it counts for.
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
    /// The day it counts for, as of writing: that of the calendar there, or one beside it, since a night belongs to the day
    /// before for whoever says so.
    public let day: LocalDay

    /// Seconds by which clocks are ahead of UTC, or behind it, at most. No zone ever was further off than sixteen hours; other
    /// programs' files may say more.
    public static let furthestOffset = 26 * 3600

    /// That point in time as lived in that zone.
    public init(_ time: Timestamp, in zone: Zone) {
        self.init(time: time, zone: zone, offset: zone.secondsFromUTC(at: time))
    }

    /// Values that were kept together.
    ///
    /// - Parameter day: the day it counts for. One that is further than a day from the calendar's there was not kept by this
    ///   program, and the calendar's counts, as it does without any.
    public init(time: Timestamp, zone: Zone, offset: Int, day: LocalDay? = nil) {
        self.time = time
        self.zone = zone.kept(with: offset)
        self.offset = offset
        // Whoever reads what others wrote asks afterwards whether it can be counted with.
        let countable = min(max(time.milliseconds, -1 << 48), 1 << 48)
        let furthest = Moment.furthestOffset
        let calendar = LocalTime(
            Timestamp(milliseconds: countable), secondsFromUTC: min(max(offset, -furthest), furthest)
        ).day
        self.day = day.flatMap { abs($0.daysSince1970 - calendar.daysSince1970) <= 1 ? $0 : nil } ?? calendar
    }

    /// A point in time of which only an offset is known: in the zone of home, which says more, if clocks there agree.
    public init(_ there: Moment, home: Zone) {
        let here = Moment(there.time, in: home)
        self = here.offset == there.offset ? here : there
    }

    /// What the calendar and the clock there showed.
    public var local: LocalTime {
        LocalTime(time, secondsFromUTC: offset)
    }

    /// Whether it is the same time on the same clock, whichever day it counts for.
    public func isSameTime(as other: Moment) -> Bool {
        (time, zone, offset) == (other.time, other.zone, other.offset)
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
