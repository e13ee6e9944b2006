import Journal

/// A year in pixels: a row for each month, a letter for each day.
enum YearText {
    /// On a colour terminal that is wide enough, each day is two columns wide, about as wide as a line is high.
    static func lines(_ calendar: YearCalendar, _ screen: Screen) -> [TerminalText] {
        let style = screen.style
        let isWide = style.colours > .letters && screen.columns ?? 0 >= 6 + 2 * 31
        let days = Dictionary(uniqueKeysWithValues: calendar.days.map { ($0.day, $0) })
        var lines = [style.bold("\(calendar.year)") + "  " + style.faint(TerminalText(ruler(isWide ? 2 : 1)))]
        for month in 1...12 {
            let pixels = (1...31).compactMap { LocalDay(year: calendar.year, month: month, day: $0) }
                .map { pixel(days[$0], isWide, style) }
            lines.append("\(monthNames[month - 1])   \(pixels.joined())")
        }
        return lines + [""] + legend(screen)
    }

    /// The numbers of every fifth day, at this many columns per day.
    private static func ruler(_ width: Int) -> String {
        [1, 5, 10, 15, 20, 25, 30].reduce("") { $0.padded(($1 - 1) * width) + "\($1)" }
    }

    /// The letter of a mood: each has its own, so that nothing is shown by colour alone.
    static func letter(_ mood: Felt) -> TerminalText {
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

    private static func pixel(_ day: DayMood?, _ isWide: Bool, _ style: Style) -> TerminalText {
        let space: TerminalText = isWide ? " " : ""
        guard let day else { return style.faint("·") + space }
        guard let mood = day.mood.map(Felt.init(nearest:)) else { return "?" + space }
        return style.on(mood, letter(mood) + space)
    }

    /// What the letters mean, on as many lines as needed.
    private static func legend(_ screen: Screen) -> [TerminalText] {
        let moods: [(TerminalText, Int)] = Felt.allCases.map {
            ("\(screen.style.on($0, letter($0))) \($0.name)", 2 + $0.name.count)
        }
        let others: [(TerminalText, Int)] = [("? no mood", 9), ("\(screen.style.faint("·")) nothing written", 17)]
        var lines: [(text: TerminalText, columns: Int)] = []
        for (text, columns) in moods + others {
            if let last = lines.last, last.columns + 2 + columns <= screen.columns ?? .max {
                lines[lines.count - 1] = (last.text + "  " + text, last.columns + 2 + columns)
            } else {
                lines.append((text, columns))
            }
        }
        return lines.map(\.text)
    }
}
