import Journal

extension RenderContext {
    /// The hours of the week: a column for each day, a row for each hour from the first to the last with entries.
    func weekTable(_ statistics: Statistics) -> HTML {
        let used = statistics.hours.indices.filter { statistics.hours[$0].entries > 0 }.map { $0 % 24 }
        guard let first = used.min(), let last = used.max() else { return "<p class=\"small\">–</p>" }
        let rows = (first...last).map { hour -> HTML in
            let cells = (0..<7).map { weekday in cell(statistics.hours[weekday * 24 + hour]) }
            return "<tr><th scope=\"row\">\(hour < 10 ? "0" : "")\(hour):00</th>\(cells)</tr>\n"
        }
        let means = statistics.weekdays.map { sample -> HTML in
            "<td>\(sample.mean.map(moodNumber) ?? "–")</td>"
        }
        return """
            <table class="week"><thead><tr><th scope="col">\(strings.trends.hour)</th>\(weekdays)</tr></thead>
            <tbody>\(rows)</tbody><tfoot><tr><th scope="row">\(strings.trends.mean)</th>\(means)</tr></tfoot></table>
            """
    }

    /// The names come from a week that began on Monday, 1 January 2024.
    private var weekdays: [HTML] {
        (1...7).map { day in
            """
            <th scope="col"><time datetime="2024-01-0\(day)" data-format="weekdayshort">\(strings.trends.shortWeekdays[day - 1])\
            </time></th>
            """
        }
    }

    private func cell(_ hour: Statistics.HourOfWeek) -> HTML {
        guard hour.entries > 0 else { return "<td>" }
        guard let mood = hour.moods.mean else {
            return "<td class=\"unknown\" title=\"\(strings.count(entries: hour.entries))\">?"
        }
        let felt = Felt(nearest: mood)
        let title = strings.trends.hourMood(["mood": signed(mood), "entries": strings.count(entries: hour.entries)])
        return """
            <td class="felt-\(felt.rawValue)" title="\(title)">\
            \(strings.calendar.letters[felt.rawValue - 1])
            """
    }
}
