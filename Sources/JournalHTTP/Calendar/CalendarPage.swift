import Journal

/// What determines the colours of a calendar's days.
enum CalendarView: String, CaseIterable {
    /// What was felt, or what the face shows if the author did not say.
    case mood
    case felt, seen
}

extension RenderContext {
    /// A year in pixels: a column for each month, a row for each of its days.
    ///
    /// - Parameters:
    ///   - years: the first and last year with entries, if there are any.
    ///   - today: the current year is drawn only up to this day.
    func calendarPage(
        _ calendar: YearCalendar, view: CalendarView, years: ClosedRange<Int>?, today: LocalDay, notice: HTML
    ) -> HTML {
        let days = Dictionary(uniqueKeysWithValues: calendar.days.map { ($0.day, $0) })
        let words = strings.calendar
        return layout(
            title: "\(words.title(["year": String(calendar.year)])) · journal", current: .calendar, styles: [.calendar],
            """
            \(notice)
            <div class="row heading"><h1>\(words.title(["year": String(calendar.year)]))</h1>\(yearLinks(calendar.year, view, years))</div>
            <nav class="views" aria-label="\(words.colouredBy)">\(CalendarView.allCases.map { choice($0, view, calendar.year) })</nav>
            <p class="small" data-live="sum">\(sum(calendar))</p>
            <table class="year" data-live="year"><thead><tr><td></td>\(months)</tr></thead>
            <tbody>
            \((1...31).map { row($0, calendar.year, days, view, today) })</tbody></table>
            \(legend(calendar, view))
            """)
    }

    private func yearLinks(_ year: Int, _ view: CalendarView, _ years: ClosedRange<Int>?) -> HTML {
        func link(_ other: Int, _ sign: HTML) -> HTML {
            guard let years, years.contains(other) else { return .none }
            return "<a class=\"button quiet\" href=\"\(address(other, view))\">\(sign)</a>"
        }
        return """
            <nav class="years" aria-label="\(strings.calendar.years)">\(link(year - 1, "‹ \(year - 1)"))\
            \(link(year + 1, "\(year + 1) ›"))</nav>
            """
    }

    private func address(_ year: Int, _ view: CalendarView) -> String {
        view == .mood ? "calendar?year=\(year)" : "calendar?year=\(year)&by=\(view.rawValue)"
    }

    private func choice(_ view: CalendarView, _ current: CalendarView, _ year: Int) -> HTML {
        """
        <a href="\(address(year, view))"\(view == current ? " aria-current=\"true\"" : .none)>\
        \(strings.calendar.name(view))</a>
        """
    }

    private var months: [HTML] {
        (1...12).map { month in
            """
            <th scope="col"><time datetime="2024-\(month < 10 ? "0" : "")\(month)-01" data-format="monthshort">\
            \(strings.calendar.shortMonths[month - 1])</time></th>
            """
        }
    }

    private func row(
        _ number: Int, _ year: Int, _ days: [LocalDay: DayMood], _ view: CalendarView, _ today: LocalDay
    ) -> HTML {
        let cells = (1...12).map { month -> HTML in
            guard let day = LocalDay(year: year, month: month, day: number), day <= today else {
                return "<td class=\"no\">"
            }
            return days[day].map { cell($0, view) } ?? "<td>"
        }
        return "<tr><th scope=\"row\">\(number)</th>\(cells)</tr>\n"
    }

    /// A day of the calendar: its letter, its colour, and their meaning in words.
    private func cell(_ day: DayMood, _ view: CalendarView) -> HTML {
        let sign = DaySign(day, view, strings)
        let title = strings.calendar.day(["mood": sign.words, "entries": strings.count(entries: day.entries)])
        return
            "<td><a class=\"\(sign.colour)\" href=\"day/\(day.day.description)\" title=\"\(title)\">\(sign.letter)</a>"
    }

    /// What letters and colours mean, with the number of days for each.
    private func legend(_ calendar: YearCalendar, _ view: CalendarView) -> HTML {
        var counts: [String: (sign: DaySign, days: Int)] = [:]
        for day in calendar.days {
            let sign = DaySign(day, view, strings)
            counts[sign.colour, default: (sign, 0)].days += 1
        }
        func item(_ colour: String, _ letter: String, _ name: String) -> HTML {
            guard let count = counts[colour]?.days ?? (view == .seen ? nil : 0) else { return .none }
            return
                "<li><b class=\"\(colour)\">\(letter)</b> \(name) <span class=\"small\">\(strings.count(days: count))</span></li>"
        }
        let items: [HTML] =
            view == .seen
            ? Emotion.allCases.map { item($0.rawValue, String(strings.name($0).prefix(2)), strings.name($0)) }
            : Felt.allCases.map {
                item("felt-\($0.rawValue)", strings.calendar.letters[$0.rawValue - 1], strings.name($0))
            }
        let none: HTML = counts["unknown"]?.sign.letter == "?" ? item("unknown", "?", strings.calendar.noMood) : .none
        return """
            <ul class="legend" aria-label="\(strings.calendar.legend)" data-live="legend">\(items)\(none)</ul>
            """
    }

    private func sum(_ calendar: YearCalendar) -> String {
        let words = strings.calendar
        guard !calendar.days.isEmpty else { return words.nothing }
        let entries = calendar.days.reduce(0) { $0 + $1.entries }
        return words.sum(["days": words.days(calendar.days.count), "entries": words.entries(entries)])
    }
}

/// How a day is shown. Each mood has its own letter, so that nothing is shown by colour alone.
private struct DaySign {
    var colour: String
    var letter: String
    var words: String

    init(_ day: DayMood, _ view: CalendarView, _ strings: Strings) {
        switch view {
        case .mood:
            self.init(day.mood.map { (Felt(nearest: $0), signed($0)) }, strings)
        case .felt:
            self.init(day.felt.map { (Felt(nearest: ($0 - 3) / 2), decimal($0, 1)) }, strings)
        case .seen:
            let name = day.seen.map { strings.name($0) }
            self.init(
                colour: day.seen?.rawValue ?? "unknown", letter: name.map { String($0.prefix(2)) } ?? "?",
                words: name ?? strings.calendar.noMood)
        }
    }

    private init(_ mood: (felt: Felt, number: String)?, _ strings: Strings) {
        guard let mood else {
            self.init(colour: "unknown", letter: "?", words: strings.calendar.noMood)
            return
        }
        self.init(
            colour: "felt-\(mood.felt.rawValue)", letter: strings.calendar.letters[mood.felt.rawValue - 1],
            words: strings.calendar.felt(["mood": strings.name(mood.felt), "number": mood.number]))
    }

    private init(colour: String, letter: String, words: String) {
        (self.colour, self.letter, self.words) = (colour, letter, words)
    }
}
