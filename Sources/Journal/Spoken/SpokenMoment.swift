/// A point in time that a person described.
public struct SpokenMoment: Equatable, Sendable {
    /// What they meant.
    public let moment: Moment
    /// Sentences on how it was understood, if the person should know: an hour that clocks showed twice or skipped, a
    /// night that counts for the day before, a time in the future.
    public private(set) var remarks: [String] = []

    /// Reads a day and a time, in any order: `yesterday 21:30`, `monday at 9:15`, `9pm`, `3 days ago`, `2 hours ago`,
    /// `2026-05-04 21:30`, `2026-10-25T02:30+01:00`. A day alone means noon of that day, today alone means now, and a
    /// time alone is today's.
    ///
    /// Where days end at 3:00, `yesterday 1:30` is in the night after yesterday's evening, since that is the night which counts
    /// for it; `2026-05-04 1:30` is what the calendar and the clock showed.
    ///
    /// - Parameters:
    ///   - now: the current time, in the zone that the words refer to.
    ///   - dayEnd: when the author's days end.
    ///   - earlier: the moment that the words correct, if any. Then a time alone is on its day, and a day alone keeps
    ///     its time, in its zone.
    /// - Throws: ``SpokenProblem`` for ambiguous times, for times that do not exist, and for other words.
    public init(
        _ text: String, now: Moment, dayEnd: DayEnd = .midnight, correcting earlier: Moment? = nil
    ) throws(SpokenProblem) {
        let words = SpokenMeaning(now: now.counted(by: dayEnd), dayEnd: dayEnd, earlier: earlier)
        if let written = SpokenMoment.written(text, in: now.zone) {
            moment = written.counted(by: dayEnd)
        } else {
            switch try words.meaning(of: text) {
            case .point(let time): moment = Moment(time, in: now.zone).counted(by: dayEnd)
            case .local(let local, let zone):
                moment = Moment(local, in: zone).counted(by: dayEnd)
                remarks = SpokenMoment.clockChange(local, moment)
            }
        }
        if moment.day != moment.local.day {
            remarks.append("\(moment.local.minutes) counts for \(moment.day), since your day ends at \(dayEnd).")
        }
        if moment.time > now.time { remarks.append("\(moment.local.minutes) is in the future.") }
    }

    /// A time written with its UTC offset. Uses the current zone if that had this offset at the time.
    private static func written(_ text: String, in zone: Zone) -> Moment? {
        let words = text.uppercased().split(separator: " ")
        let joined =
            words.count == 1 ? String(words[0]) : words.prefix(2).joined(separator: "T") + words.dropFirst(2).joined()
        return Moment(iso8601: joined, home: zone)
    }

    private static func clockChange(_ local: LocalTime, _ moment: Moment) -> [String] {
        let readings = Moment.readings(of: local, in: moment.zone)
        if readings.isEmpty {
            return ["Clocks \(moment.zone.ofClocks) skipped \(local.minutes); \(moment.local.minutes) is used instead."]
        }
        guard readings.count > 1 else { return [] }
        return [
            "Clocks \(moment.zone.ofClocks) showed \(local.minutes) twice; the first is used, \(moment.writable). For the second, "
                + "write \(readings[1].writable)."
        ]
    }
}

extension Moment {
    /// `2026-10-25T02:30+01:00`.
    fileprivate var writable: String {
        "\(local.description.prefix(16))\(iso8601.suffix(6))"
    }
}

extension LocalTime {
    /// `2026-10-25 02:30`.
    fileprivate var minutes: String {
        "\(day) \(description.dropFirst(11).prefix(5))"
    }
}
