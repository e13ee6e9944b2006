import Journal

/// A year in pixels: a row for each month, a letter for each day.
enum YearText {
    static func lines(_ calendar: YearCalendar, _ style: Style) -> [String] {
        let days = Dictionary(uniqueKeysWithValues: calendar.days.map { ($0.day, $0) })
        var lines = [style.bold("\(calendar.year)") + "  " + style.faint("1   5    10   15   20   25   30")]
        for month in 1...12 {
            let pixels = (1...31).compactMap { LocalDay(year: calendar.year, month: month, day: $0) }
                .map { pixel(days[$0], style) }
            lines.append("\(monthNames[month - 1])   \(pixels.joined())")
        }
        return lines + ["", legend(style)]
    }

    /// The letter of a mood: each its own, so that nothing is told by colour alone.
    static func letter(_ mood: Felt) -> String {
        switch mood {
        case .awful: "a"
        case .bad: "b"
        case .okay: "o"
        case .good: "g"
        case .great: "G"
        }
    }

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func pixel(_ day: DayMood?, _ style: Style) -> String {
        guard let day else { return style.faint("·") }
        guard let mood = day.mood.map(Felt.init(nearest:)) else { return "?" }
        return style.on(mood, letter(mood))
    }

    private static func legend(_ style: Style) -> String {
        let moods = Felt.allCases.map { "\(style.on($0, letter($0))) \($0.name)" }
        return (moods + ["? no mood", "\(style.faint("·")) nothing written"]).joined(separator: "  ")
    }
}
