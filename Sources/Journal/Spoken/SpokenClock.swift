/// A time of day as people say it.
struct SpokenClock {
    /// Takes the first time of day out of a phrase: `21:30`, `21:30:05`, `21h`, `9pm`, `9:15 am`, `noon`, `evening`;
    /// `nil` if there is none.
    ///
    /// - Throws: ``SpokenProblem`` for times that do not exist, and for midnight, which could be the day's first or
    ///   last minute.
    static func take(from words: inout [String], of text: String) throws(SpokenProblem)
        -> SpokenClock?
    {
        for place in words.indices {
            let word = words[place]
            if let hour = partsOfDay[word] {
                words.remove(at: place)
                return SpokenClock(hour: hour, minute: 0, second: 0)
            }
            if word == "midnight" {
                throw SpokenProblem(
                    "“\(text)” could be the first or the last minute of that day: write 00:00 or 23:59.")
            }
            let next = place + 1 < words.count ? words[place + 1] : ""
            let (digits, half, length) = split(word, next)
            guard digits.contains(":") || half != nil, !word.contains("-") else { continue }
            guard let clock = SpokenClock(digits, half) else {
                throw SpokenProblem("“\(text)”: there is no time \(word)\(length == 2 ? " " + next : "").")
            }
            words.removeSubrange(place..<place + length)
            return clock
        }
        return nil
    }

    /// An hour in the middle of each part of the day, for people who do not mean a particular hour.
    private static let partsOfDay = ["morning": 9, "noon": 12, "afternoon": 15, "evening": 20, "night": 22]

    let hour, minute, second: Int

    /// Whole minutes after midnight.
    var minutes: Int { hour * 60 + minute }

    private init(hour: Int, minute: Int, second: Int) {
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    private init?(_ digits: Substring, _ half: String?) {
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == parts.count, (half == nil ? 2...3 : 1...3).contains(numbers.count) else { return nil }
        var hour = numbers[0]
        if let half {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        }
        let (minute, second) = (numbers.count > 1 ? numbers[1] : 0, numbers.count > 2 ? numbers[2] : 0)
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
        self.init(hour: hour, minute: minute, second: second)
    }

    /// The digits of a word, its half of the day, and how many words were used.
    private static func split(_ word: String, _ next: String) -> (Substring, String?, Int) {
        let isNumber = word.first?.isNumber == true
        if isNumber, word.count <= 3, word.hasSuffix("h") { return (word.dropLast() + ":00", nil, 1) }
        if isNumber, let half = ["am", "pm"].first(where: word.hasSuffix) { return (word.dropLast(2), half, 1) }
        if isNumber, ["am", "pm"].contains(next) { return (word[...], next, 2) }
        return (word[...], nil, 1)
    }
}
