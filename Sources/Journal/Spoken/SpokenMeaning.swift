/// What words for a time mean at one moment of one author's life.
struct SpokenMeaning {
    /// The present, counted for the author's day.
    let now: Moment
    /// When their days end.
    let dayEnd: DayEnd
    /// The moment that the words correct, if any.
    let earlier: Moment?

    /// What they name.
    enum Named {
        case point(Timestamp)
        case local(LocalTime, in: Zone)
    }

    /// - Throws: ``SpokenProblem`` for ambiguous times, for times that do not exist, and for other words.
    func meaning(of text: String) throws(SpokenProblem) -> Named {
        var words = spokenWords(separated(text))
        if words == ["now"] { return .point(now.time) }
        if let time = ago(words) { return .point(time) }
        let clock = try SpokenClock.take(from: &words, of: text)
        if words.isEmpty, let clock {
            guard let earlier else { return .local(try today(clock, text), in: now.zone) }
            return .local(try corrected(earlier, clock, text), in: earlier.zone)
        }
        guard let days = try SpokenDays(text, today: now.day).read(words) else {
            throw SpokenProblem(
                "“\(text)” is not a time: write, for example, \"yesterday 21:30\", \"monday 9:15\", \"3 days ago\" or "
                    + "\"2026-05-04 21:30\".")
        }
        guard days.lowerBound == days.upperBound else {
            throw SpokenProblem("“\(text)” means \(days.lowerBound) to \(days.upperBound): name one day.")
        }
        let day = days.lowerBound
        let isDate = SpokenDays.areDate(words)
        if let earlier, clock == nil {
            let minutes = earlier.local.millisecondOfDay / 60_000
            return .local(
                LocalTime(day: isDate ? day : calendarDay(of: day, minutes), as: earlier.local), in: earlier.zone)
        }
        guard clock != nil || day != now.day && !(isDate && day == now.local.day) else { return .point(now.time) }
        let time = try local(isDate ? day : calendarDay(of: day, clock?.minutes ?? 720), clock, text)
        return .local(time, in: now.zone)
    }

    /// The day of the calendar on which a day of the author's has that time, in minutes after midnight.
    private func calendarDay(of day: LocalDay, _ minutes: Int) -> LocalDay {
        minutes < dayEnd.minutes ? LocalDay(daysSince1970: day.daysSince1970 + 1) : day
    }

    private func local(_ day: LocalDay, _ clock: SpokenClock?, _ text: String) throws(SpokenProblem) -> LocalTime {
        let (hour, minute, second) = clock.map { ($0.hour, $0.minute, $0.second) } ?? (12, 0, 0)
        guard let local = LocalTime(day: day, hour: hour, minute: minute, second: second) else {
            throw SpokenProblem("“\(text)”: there is no such time.")
        }
        return local
    }

    /// A time alone, which must be past: at ten in the morning, nobody writes what they felt at eleven at night. In the
    /// morning it may be one of the night that counts for the day before.
    private func today(_ clock: SpokenClock, _ text: String) throws(SpokenProblem) -> LocalTime {
        let local = try local(now.local.day, clock, text)
        if local.millisecondOfDay <= now.local.millisecondOfDay { return local }
        guard now.day != local.day, clock.minutes >= dayEnd.minutes else {
            throw SpokenProblem("“\(text)” is later today: write \"yesterday \(text)\" or \"today \(text)\".")
        }
        return try self.local(now.day, clock, text)
    }

    /// A time alone, on the day of what it corrects. What was written before days ended when they do now keeps its date.
    private func corrected(
        _ earlier: Moment, _ clock: SpokenClock, _ text: String
    ) throws(SpokenProblem) -> LocalTime {
        let isCounted = earlier.day == earlier.counted(by: dayEnd).day
        let day = isCounted ? calendarDay(of: earlier.day, clock.minutes) : earlier.local.day
        return try local(day, clock, text)
    }

    /// `2 hours ago`, `20 minutes ago`.
    private func ago(_ words: [String]) -> Timestamp? {
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
        return length.map { Timestamp(milliseconds: now.time.milliseconds - Int64(count) * $0) }
    }

    /// `2026-05-04t21:30` as two words.
    private func separated(_ text: String) -> String {
        guard let mark = text.firstIndex(where: { $0 == "T" || $0 == "t" }), LocalDay(String(text[..<mark])) != nil
        else {
            return text
        }
        return "\(text[..<mark]) \(text[text.index(after: mark)...])"
    }
}
