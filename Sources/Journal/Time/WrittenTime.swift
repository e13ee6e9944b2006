extension Moment {
    /// Reads the format of ``iso8601`` and similar ones: `2026-11-23T08:14:05.000+01:00`, where seconds and their
    /// fraction may be missing and `Z` means UTC. `nil` for anything else.
    ///
    /// - Parameter zone: the zone of the moment; by default the one that always has that offset.
    public init?(iso8601 text: String, in zone: Zone? = nil) {
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.count <= 40, halves.count == 2, let day = LocalDay(String(halves[0])),
            let sign = halves[1].firstIndex(where: { "Z+-".contains($0) }),
            let minutes = minutesFromUTC(String(halves[1][sign...])),
            let local = LocalTime(day: day, clockWithFraction: String(halves[1][..<sign])),
            let zone = zone ?? (minutes == 0 ? .utc : Zone(offsetMinutes: minutes))
        else { return nil }
        let time = Timestamp(milliseconds: local.millisecondsAsUTC - Int64(minutes) * 60_000)
        self.init(time: time, zone: zone, offset: minutes * 60)
    }
}

extension Moment {
    /// A point in time as a device wrote it, in the zone of home if clocks there had the same offset, otherwise in the
    /// zone that always has it; `nil` for anything else.
    public init?(iso8601 text: String, home: Zone) {
        guard let there = Moment(iso8601: text) else { return nil }
        self.init(there, home: home)
    }
}

extension LocalTime {
    fileprivate init?(day: LocalDay, clockWithFraction text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = LocalTime(day: day, clock: String(parts[0])) else {
            return nil
        }
        let digits = parts.count == 2 ? parts[1] : "0"
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let milliseconds = Int((digits + "00").prefix(3))
        else { return nil }
        self.init(
            day: day, hour: whole.hour, minute: whole.minute, second: whole.millisecondOfDay / 1000 % 60,
            millisecond: milliseconds)
    }
}

/// `Z`, `+02:00` or `+0200` in minutes; `nil` for anything else.
private func minutesFromUTC(_ text: String) -> Int? {
    if text == "Z" { return 0 }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }),
        let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours <= 18, minutes <= 59
    else { return nil }
    return (text.first == "-" ? -1 : 1) * (hours * 60 + minutes)
}

extension LocalTime {
    /// A day and `HH:MM` or `HH:MM:SS` on it; `nil` if there is no such time.
    fileprivate init?(day: LocalDay, clock: String) {
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false).map { part in
            (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1],
            let second = numbers.count == 3 ? numbers[2] : 0
        else { return nil }
        self.init(day: day, hour: hour, minute: minute, second: second)
    }
}
