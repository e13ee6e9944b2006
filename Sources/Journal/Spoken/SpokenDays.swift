/// Days as people say them, understood the same way on the command line and over HTTP.
extension ClosedRange<LocalDay> {
    /// The days that a person means; `nil` if ``understood(_:today:)`` throws.
    public init?(spoken text: String, today: LocalDay) {
        guard let days = try? Self.understood(text, today: today) else { return nil }
        self = days
    }

    /// The days that a person means: `today`, `yesterday`, `monday`, `last monday`, `3 days ago`, `4 may`,
    /// `2026-05-04`; and periods up to their last day: `2026`, `2026-05`, `may 2026`, `last week`, `this month`.
    ///
    /// A weekday means the last one before today; a day without a year means the last one up to today.
    ///
    /// - Throws: ``SpokenProblem`` for ambiguous days, for days that do not exist, and for other words.
    public static func understood(_ text: String, today: LocalDay) throws(SpokenProblem) -> ClosedRange<LocalDay> {
        let words = spokenWords(text)
        guard let days = try SpokenDays(text, today: today).read(words) else {
            throw SpokenProblem(
                "“\(text)” is not a day: write, for example, today, monday, \"3 days ago\", 2026-05-04, 2026-05 or 2026."
            )
        }
        return days
    }
}

/// The words of a phrase in lower case, without filler words.
func spokenWords(_ text: String) -> [String] {
    let words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
        .filter { !["at", "on", "the", "of", "in"].contains($0) }
    switch words {
    case ["tonight"]: return ["today", "night"]
    case ["last", "night"]: return ["yesterday", "night"]
    case ["this", "morning"], ["this", "afternoon"], ["this", "evening"]: return ["today", words[1]]
    default: return words
    }
}

/// The meaning of words for days, as of one day.
struct SpokenDays {
    private let text: String
    private let today: LocalDay

    /// - Parameter text: the whole phrase, for messages.
    init(_ text: String, today: LocalDay) {
        self.text = text
        self.today = today
    }

    /// - Returns: `nil` if the words name no days.
    func read(_ words: [String]) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        switch words.count {
        case 1: return try single(words[0])
        case 2:
            if let days = try relative(words[0], words[1]) { return days }
            return try named(words)
        case 3:
            if words == ["day", "before", "yesterday"] { return one(try day(daysAgo: 2)) }
            return words[2] == "ago" ? try ago(words[0], words[1]) : try named(words)
        default: return nil
        }
    }

    /// Whether words that name a day are a date of the calendar, such as `4 may` or `2026-05-04`, and not one as people count
    /// their days, such as `yesterday` or `monday`.
    static func areDate(_ words: [String]) -> Bool {
        words.contains { word in
            word.first?.isNumber == true && word.contains { "-/.".contains($0) }
                || Self.number(of: word, in: SpokenNames.months) != nil
        }
    }

    private func one(_ day: LocalDay) -> ClosedRange<LocalDay> { day...day }

    // MARK: - One word

    private func single(_ word: String) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        switch word {
        case "today": return one(today)
        case "yesterday": return one(try day(daysAgo: 1))
        case "tomorrow": return one(try day(daysAgo: -1))
        default: break
        }
        if let weekday = Self.number(of: word, in: SpokenNames.weekdays) {
            guard weekday != today.weekday else {
                throw SpokenProblem(
                    "“\(text)” could be today or a week ago: write today (\(today)) or last \(word) "
                        + "(\(try day(daysAgo: 7))).")
            }
            return one(try last(weekday))
        }
        if let month = Self.number(of: word, in: SpokenNames.months) {
            return span(year: month > today.month ? today.year - 1 : today.year, month: month)
        }
        return try numeric(word)
    }

    /// `2026-05-04`, `2026-05`, `2026`.
    private func numeric(_ word: String) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        let parts = word.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
        guard numbers.count == parts.count else { return nil }
        if parts.count == 3, parts[2].count == 4, parts[0].count <= 2, parts[1].count <= 2 {
            throw SpokenProblem(yearBehind(numbers))
        }
        guard parts[0].count == 4, parts.dropFirst().allSatisfy({ $0.count <= 2 }) else { return nil }
        switch numbers.count {
        case 1: return (1...9999).contains(numbers[0]) ? span(year: numbers[0], month: nil) : nil
        case 2:
            guard let span = span(year: numbers[0], month: numbers[1]) else {
                throw SpokenProblem("“\(text)”: there is no month \(numbers[1]).")
            }
            return span
        case 3: return one(try day(year: numbers[0], month: numbers[1], day: numbers[2]))
        default: return nil
        }
    }

    /// What to write instead of `04/05/2026`, which means different days in different countries.
    private func yearBehind(_ numbers: [Int]) -> String {
        let days = [
            LocalDay(year: numbers[2], month: numbers[1], day: numbers[0]),
            LocalDay(year: numbers[2], month: numbers[0], day: numbers[1]),
        ].compactMap { $0?.description }
        switch days.count {
        case 2 where days[0] != days[1]: return "“\(text)” could be two days: write \(days[0]) or \(days[1])."
        case 0: return "“\(text)” is not a day; write the year first, as in 2026-05-04."
        default: return "“\(text)”: write the year first, \(days[0])."
        }
    }

    // MARK: - Two words and three

    /// `last monday`, `this week`.
    private func relative(_ which: String, _ what: String) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        guard which == "last" || which == "this" else { return nil }
        let isLast = which == "last"
        switch what {
        case "week":
            let monday = try day(daysAgo: today.weekday - 1 + (isLast ? 7 : 0))
            return monday...LocalDay(daysSince1970: monday.daysSince1970 + 6)
        case "month":
            let month = isLast ? today.month - 1 : today.month
            return month == 0 ? span(year: today.year - 1, month: 12) : span(year: today.year, month: month)
        case "year": return span(year: isLast ? today.year - 1 : today.year, month: nil)
        default:
            guard isLast, let weekday = Self.number(of: what, in: SpokenNames.weekdays) else { return nil }
            return one(try last(weekday))
        }
    }

    /// `4 may`, `may 4`, `may 2026`, `4 may 2026`, `may 4 2026`.
    private func named(_ words: [String]) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        guard let place = words.firstIndex(where: { Self.number(of: $0, in: SpokenNames.months) != nil }), place < 2,
            let month = Self.number(of: words[place], in: SpokenNames.months)
        else { return nil }
        var others = words
        others.remove(at: place)
        if words.count == 2, let year = year(others[0]) { return span(year: year, month: month) }
        guard let dayOfMonth = SpokenNames.ordinal(others[0]) else { return nil }
        if words.count == 3 {
            guard let year = year(others[1]) else { return nil }
            return one(try day(year: year, month: month, day: dayOfMonth))
        }
        // Without a year, the last such day; 29 February may be some years back.
        let years = (max(1, today.year - 8)...today.year).reversed()
        let candidates = years.lazy.compactMap { LocalDay(year: $0, month: month, day: dayOfMonth) }
        guard let found = candidates.first(where: { $0 <= today }) else {
            throw SpokenProblem("“\(text)”: no \(SpokenNames.months[month - 1]) has a day \(dayOfMonth).")
        }
        return one(found)
    }

    /// `3 days ago`, `a week ago`. A month ago is the same day of the previous month, or that month's last day.
    private func ago(_ count: String, _ unit: String) throws(SpokenProblem) -> ClosedRange<LocalDay>? {
        guard let count = SpokenNames.count(count) else { return nil }
        switch unit {
        case "day", "days": return one(try day(daysAgo: count))
        case "week", "weeks": return one(try day(daysAgo: 7 * count))
        case "month", "months": return one(try day(monthsAgo: count))
        case "year", "years": return one(try day(monthsAgo: 12 * count))
        default: return nil
        }
    }

    // MARK: - Days

    private func last(_ weekday: Int) throws(SpokenProblem) -> LocalDay {
        let back = (today.weekday - weekday + 7) % 7
        return try day(daysAgo: back == 0 ? 7 : back)
    }

    private func day(daysAgo days: Int) throws(SpokenProblem) -> LocalDay {
        let day = LocalDay(daysSince1970: today.daysSince1970 - days)
        guard day.daysSince1970 == today.daysSince1970 - days else { throw outside }
        return day
    }

    private func day(monthsAgo months: Int) throws(SpokenProblem) -> LocalDay {
        let month = today.year * 12 + today.month - 1 - months
        guard month >= 12, let span = span(year: month / 12, month: month % 12 + 1) else { throw outside }
        return LocalDay(year: month / 12, month: month % 12 + 1, day: today.day) ?? span.upperBound
    }

    private var outside: SpokenProblem { SpokenProblem("“\(text)” is outside the calendar.") }

    private func day(year: Int, month: Int, day: Int) throws(SpokenProblem) -> LocalDay {
        if let day = LocalDay(year: year, month: month, day: day) { return day }
        guard let span = span(year: year, month: month) else {
            throw SpokenProblem("“\(text)”: there is no month \(month).")
        }
        throw SpokenProblem("“\(text)”: that month has no day \(day), it ends on \(span.upperBound).")
    }

    private func span(year: Int, month: Int?) -> ClosedRange<LocalDay>? {
        guard let first = LocalDay(year: year, month: month ?? 1, day: 1) else { return nil }
        let last = [31, 30, 29, 28].lazy.compactMap { LocalDay(year: year, month: month ?? 12, day: $0) }.first
        return first...(last ?? first)
    }

    private func year(_ word: String) -> Int? {
        word.count == 4 ? Int(word).flatMap { (1...9999).contains($0) ? $0 : nil } : nil
    }

    /// A name or its first three letters, counted from 1.
    private static func number(of word: String, in names: [String]) -> Int? {
        names.firstIndex { $0 == word || $0.prefix(3) == word || $0 == "september" && word == "sept" }.map { $0 + 1 }
    }
}

/// English names for days, months and numbers.
enum SpokenNames {
    static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// `a`, `one`, `3`.
    static func count(_ word: String) -> Int? {
        let words = [
            "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
            "nine": 9, "ten": 10,
        ]
        return words[word]
            ?? (word.utf8.count <= 6 && word.utf8.allSatisfy { (48...57).contains($0) } ? Int(word) : nil)
    }

    /// `4`, `4th`, `1st`.
    static func ordinal(_ word: String) -> Int? {
        let digits = ["st", "nd", "rd", "th", "."].first(where: word.hasSuffix).map { word.dropLast($0.count) }
        return count(String(digits ?? word[...])).flatMap { (1...99).contains($0) ? $0 : nil }
    }
}
