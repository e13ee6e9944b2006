extension Moment {
    /// A date and time as a person writes it: `2026-05-04 21:30`, `2026-05-04T21:30:05`, `yesterday 21:30`,
    /// `today 8:15`. A day alone means noon. `nil` for anything else.
    ///
    /// - Parameter now: the present, in whose zone the words are meant.
    public init?(spoken text: String, now: Moment) {
        let words = text.lowercased().split { $0 == " " || $0 == "t" && text.first?.isNumber == true }.map(String.init)
        guard let first = words.first, words.count <= 2 else { return nil }
        let today = LocalTime(now.time, in: now.zone).day
        let day: LocalDay? =
            switch first {
            case "today": today
            case "yesterday": LocalDay(daysSince1970: today.daysSince1970 - 1)
            default: LocalDay(first)
            }
        guard let day, let local = LocalTime(day: day, clock: words.count == 2 ? words[1] : "12:00") else { return nil }
        self.init(local, in: now.zone)
    }
}

extension LocalTime {
    /// A day and `HH:MM` or `HH:MM:SS` on it; `nil` when no clock shows that.
    init?(day: LocalDay, clock: String) {
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false).map { part in
            (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1],
            let second = numbers.count == 3 ? numbers[2] : 0
        else { return nil }
        self.init(day: day, hour: hour, minute: minute, second: second)
    }
}
