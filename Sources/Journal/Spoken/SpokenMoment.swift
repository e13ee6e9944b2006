/// A point in time that a person described.
public struct SpokenMoment: Equatable, Sendable {
    /// What they meant.
    public let moment: Moment
    /// Sentences on how it was understood, if the person should know: an hour that clocks showed twice or skipped, a
    /// time in the future.
    public private(set) var remarks: [String] = []

    /// Reads a day and a time, in any order: `yesterday 21:30`, `monday at 9:15`, `9pm`, `3 days ago`, `2 hours ago`,
    /// `2026-05-04 21:30`, `2026-10-25T02:30+01:00`. A day alone means noon of that day, today alone means now, and a
    /// time alone is today's.
    ///
    /// - Parameters:
    ///   - now: the current time, in the zone that the words refer to.
    ///   - earlier: the moment that the words correct, if any. Then a time alone is on its day, and a day alone keeps
    ///     its time, in its zone.
    /// - Throws: ``SpokenProblem`` for ambiguous times, for times that do not exist, and for other words.
    public init(_ text: String, now: Moment, correcting earlier: Moment? = nil) throws(SpokenProblem) {
        if let written = SpokenMoment.written(text, in: now.zone) {
            moment = written
        } else {
            let local: LocalTime
            var zone = now.zone
            switch try SpokenMoment.understood(text, now, earlier) {
            case .point(let time):
                moment = Moment(time, in: now.zone)
                return
            case .local(let time): local = time
            case .corrected(let time): (local, zone) = (time, earlier?.zone ?? now.zone)
            }
            moment = Moment(local, in: zone)
            remarks = SpokenMoment.clockChange(local, moment)
        }
        if moment.time > now.time { remarks.append("\(moment.local.minutes) is in the future.") }
    }

    private enum Meaning {
        case point(Timestamp)
        case local(LocalTime)
        case corrected(LocalTime)
    }

    private static func understood(
        _ text: String, _ now: Moment, _ earlier: Moment?
    ) throws(SpokenProblem) -> Meaning {
        var words = spokenWords(separated(text))
        if words == ["now"] { return .point(now.time) }
        if let time = ago(words, now.time) { return .point(time) }
        let clock = try SpokenClock.take(from: &words, of: text)
        if words.isEmpty, let clock {
            if let earlier { return .corrected(try local(earlier.day, clock, text)) }
            return .local(try today(clock, text, now))
        }
        guard let days = try SpokenDays(text, today: now.day).read(words) else {
            throw SpokenProblem(
                "“\(text)” is not a time: write, for example, \"yesterday 21:30\", \"monday 9:15\", \"3 days ago\" or "
                    + "\"2026-05-04 21:30\".")
        }
        guard days.lowerBound == days.upperBound else {
            throw SpokenProblem("“\(text)” means \(days.lowerBound) to \(days.upperBound): name one day.")
        }
        if let earlier, clock == nil { return .corrected(LocalTime(day: days.lowerBound, as: earlier.local)) }
        guard clock != nil || days.lowerBound != now.day else { return .point(now.time) }
        return .local(try local(days.lowerBound, clock, text))
    }

    private static func local(_ day: LocalDay, _ clock: SpokenClock?, _ text: String) throws(SpokenProblem) -> LocalTime
    {
        let (hour, minute, second) = clock.map { ($0.hour, $0.minute, $0.second) } ?? (12, 0, 0)
        guard let local = LocalTime(day: day, hour: hour, minute: minute, second: second) else {
            throw SpokenProblem("“\(text)”: there is no such time.")
        }
        return local
    }

    /// A time alone, which must be in the past: at ten in the morning, no one writes what they felt at eleven at night.
    private static func today(_ clock: SpokenClock, _ text: String, _ now: Moment) throws(SpokenProblem) -> LocalTime {
        let local = try local(now.day, clock, text)
        guard local.millisecondOfDay <= now.local.millisecondOfDay else {
            throw SpokenProblem("“\(text)” is later today: write \"yesterday \(text)\" or \"today \(text)\".")
        }
        return local
    }

    /// `2 hours ago`, `20 minutes ago`.
    private static func ago(_ words: [String], _ now: Timestamp) -> Timestamp? {
        guard words.last == "ago" else { return nil }
        // `30m ago` as `30 m ago`.
        let digits = words[0].prefix { $0.isNumber }
        let parts = words.count == 2 ? [String(digits), String(words[0].dropFirst(digits.count)), "ago"] : words
        guard parts.count == 3, let count = SpokenNames.count(parts[0]) else { return nil }
        let length: Int64? =
            switch parts[1] {
            case "minute", "minutes", "min", "mins", "m": 60_000
            case "hour", "hours", "h": 3_600_000
            default: nil
            }
        return length.map { Timestamp(milliseconds: now.milliseconds - Int64(count) * $0) }
    }

    /// A time written with its UTC offset. Uses the current zone if that had this offset at the time.
    private static func written(_ text: String, in zone: Zone) -> Moment? {
        let words = text.uppercased().split(separator: " ")
        let joined =
            words.count == 1 ? String(words[0]) : words.prefix(2).joined(separator: "T") + words.dropFirst(2).joined()
        return Moment(iso8601: joined, home: zone)
    }

    /// `2026-05-04t21:30` as two words.
    private static func separated(_ text: String) -> String {
        guard let mark = text.firstIndex(where: { $0 == "T" || $0 == "t" }), LocalDay(String(text[..<mark])) != nil
        else {
            return text
        }
        return "\(text[..<mark]) \(text[text.index(after: mark)...])"
    }

    private static func clockChange(_ local: LocalTime, _ moment: Moment) -> [String] {
        let readings = Moment.readings(of: local, in: moment.zone)
        if readings.isEmpty {
            return ["Clocks in \(moment.zone) skipped \(local.minutes); \(moment.local.minutes) is used instead."]
        }
        guard readings.count > 1 else { return [] }
        return [
            "Clocks in \(moment.zone) showed \(local.minutes) twice; the first is used, \(moment.writable). For the second, "
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
