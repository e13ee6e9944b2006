import Journal

/// The part of a journal that the trends cover.
struct TrendsView {
    /// What each point of the chart covers.
    var period = Period.week
    /// The last day of the chart and of everything else.
    var until: LocalDay

    /// The most points in a chart.
    static let mostPoints = 60

    /// The least number of days it covers.
    private var days: Int {
        switch period {
        case .day: TrendsView.mostPoints
        case .week: 7 * 53
        case .month: 5 * 365
        }
    }

    /// The first day, which starts a period.
    var from: LocalDay {
        period.start(of: LocalDay(daysSince1970: until.daysSince1970 - days + 1))
    }

    /// The previous view.
    var earlier: TrendsView {
        TrendsView(period: period, until: LocalDay(daysSince1970: from.daysSince1970 - 1))
    }

    /// The next view; `nil` if it would be in the future. The last one ends today.
    func later(_ today: LocalDay) -> TrendsView? {
        guard until < today else { return nil }
        let next = LocalDay(daysSince1970: until.daysSince1970 + days)
        let isLast = period.start(of: next) >= period.start(of: LocalDay(daysSince1970: today.daysSince1970 - 7))
        return TrendsView(period: period, until: isLast ? today : next)
    }
}

extension RenderContext {
    /// Statistics for a period: moods, emotions, hours, tags, and felt beside seen.
    ///
    /// - Parameter first: the first day with an entry; earlier views are not offered.
    func trendsPage(
        _ statistics: Statistics, _ view: TrendsView, first: LocalDay?, today: LocalDay, notice: HTML
    ) -> HTML {
        let words = strings.trends
        let points = Array(trend(statistics.days, by: view.period).suffix(TrendsView.mostPoints))
        return layout(
            title: "\(strings.name(Destination.trends)) · journal", current: .trends, styles: [.bars, .trends],
            """
            \(notice)
            <h1>\(strings.name(Destination.trends))</h1>
            <nav class="views" aria-label="\(words.by)">\(Period.allCases.map { choice($0, view, today) })</nav>
            \(ranges(view, first, today))
            <div data-live="trends">
            \(statistics.entries == 0 ? nothing : sections(statistics, view, points))
            </div>
            """)
    }

    private func sections(_ statistics: Statistics, _ view: TrendsView, _ points: [TrendPoint]) -> HTML {
        let words = strings.trends
        return """
            <p class="small">\(words.explanation)</p>
            \(summary(statistics))
            <section class="card"><h2>\(words.overTime)</h2>\(moodChart(points))\
            <p class="small">\(words.averaged(view.period))</p>\(table(points))</section>
            <div class="pair"><section class="card"><h2>\(words.felt)</h2>\(feltBars(statistics))</section>
            <section class="card"><h2>\(words.seen)</h2>\(seenBars(statistics))</section></div>
            \(agreement(statistics.agreement))
            <section class="card"><h2>\(words.week)</h2>\(weekTable(statistics))</section>
            <section class="card"><h2>\(words.tags)</h2>\(tagTable(statistics))</section>
            """
    }

    private var nothing: HTML {
        "<div class=\"empty\"><p class=\"lead\">\(strings.trends.nothing)</p><p>\(strings.trends.nothingMore)</p></div>"
    }

    private func address(_ view: TrendsView, _ today: LocalDay) -> String {
        let until = view.until == today ? "" : "&until=\(view.until)"
        return "trends?by=\(view.period.rawValue)\(until)"
    }

    private func choice(_ period: Period, _ view: TrendsView, _ today: LocalDay) -> HTML {
        let target = address(TrendsView(period: period, until: view.until), today)
        return
            "<a href=\"\(target)\"\(period == view.period ? " aria-current=\"true\"" : .none)>\(strings.trends.name(period))</a>"
    }

    private func ranges(_ view: TrendsView, _ first: LocalDay?, _ today: LocalDay) -> HTML {
        func link(_ other: TrendsView?, _ sign: HTML) -> HTML {
            other.map { "<a class=\"button quiet\" href=\"\(address($0, today))\">\(sign)</a>" } ?? .none
        }
        let earlier = first.map { $0 < view.from } == true ? view.earlier : nil
        return """
            <nav class="row span" aria-label="\(strings.trends.range)">\(link(earlier, "‹ \(strings.trends.earlier)"))\
            <span>\(dateTime(view.from)) – \(dateTime(view.until))</span>\
            \(link(view.later(today), "\(strings.trends.later) ›"))</nav>
            """
    }

    private func summary(_ statistics: Statistics) -> HTML {
        let words = strings.trends
        func figure(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
        func days(_ streak: Streak?) -> HTML { "\(strings.count(days: streak?.days ?? 0))" }
        return """
            <dl class="figures">\(figure(words.written, "\(strings.count(days: statistics.days.count))"))\
            \(figure(words.mean, statistics.mood.mean.map(moodNumber) ?? "–"))\
            \(figure(words.current, days(statistics.streaks.current)))\
            \(figure(words.longest, days(statistics.streaks.longest)))</dl>
            """
    }

    private func table(_ points: [TrendPoint]) -> HTML {
        let words = strings.trends
        let rows = points.map { point -> HTML in
            """
            <tr><th scope="row">\(dateTime(point.from))</th><td>\(point.mood.map(moodNumber) ?? "–")</td>\
            <td>\(point.average.map(moodNumber) ?? "–")</td><td>\(point.entries)</td></tr>
            """
        }
        return """
            <details><summary>\(words.asTable)</summary><table class="points"><thead><tr><th scope="col">\(words.from)</th>\
            <th scope="col">\(words.mood)</th><th scope="col">\(words.average)</th><th scope="col">\(words.entries)</th></tr>\
            </thead><tbody>\(rows)</tbody></table></details>
            """
    }

    private func feltBars(_ statistics: Statistics) -> HTML {
        let most = statistics.felt.values.max() ?? 0
        return bars(
            Felt.allCases.reversed().map { felt in
                Bar(
                    name: strings.name(felt), colour: "felt-\(felt.rawValue)", count: statistics.felt[felt] ?? 0,
                    most: most)
            })
    }

    private func seenBars(_ statistics: Statistics) -> HTML {
        let most = statistics.seen.values.map(\.entries).max() ?? 0
        return bars(
            statistics.seenByFrequency.map { emotion, count in
                Bar(
                    name: strings.name(emotion), colour: emotion.rawValue, count: count.entries, most: most,
                    remark: count.uncertain > 0 ? strings.trends.uncertain(count.uncertain) : nil)
            })
    }

    private struct Bar {
        var name: String
        var colour: String
        var count: Int
        var most: Int
        var remark: String?
    }

    private func bars(_ bars: [Bar]) -> HTML {
        let rows = bars.map { bar -> HTML in
            let length = bar.most == 0 ? 0 : 100 * Double(bar.count) / Double(bar.most)
            return """
                <tr><th scope="row">\(bar.name)</th><td><svg class="bar \(bar.colour)" viewBox="0 0 100 8" \
                preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/>\
                <rect width="\(decimal(length, 1))" height="8"/></svg></td><td class="number">\(wholeNumber(bar.count))\
                \(bar.remark.map { " <span class=\"small\">\($0)</span>" } ?? .none)</td></tr>
                """
        }
        return rows.isEmpty
            ? "<p class=\"small\">\(strings.trends.noFaces)</p>"
            : "<table class=\"bars\"><tbody>\(rows)</tbody></table>"
    }

    private func agreement(_ agreement: Agreement) -> HTML {
        guard let part = agreement.share else { return .none }
        let words = strings.trends
        let gap = agreement.gap.mean.map { mean in
            let number: HTML = """
                <data value="\(decimal(abs(mean), 4))" data-format="decimal">\(decimal(abs(mean), 2))</data>
                """
            return HTML("<p>\((mean >= 0 ? words.better : words.worse).html(["gap": number]))</p>")
        }
        let range = agreement.shareInterval.map { HTML(" (\(share($0.lowerBound)) – \(share($0.upperBound)))") }
        let sentence = words.agreement.html([
            "share": "<b>\(share(part))</b>\(range ?? .none)",
            "entries": "\(strings.count(entries: agreement.entries))",
        ])
        return """
            <section class="card"><h2>\(words.besideSeen)</h2>\
            <p>\(sentence)</p>\(gap ?? .none)</section>
            """
    }
}
