import Journal
import Storage

extension RenderContext {
    /// The timeline: the form for new entries at the top, then the days, newest first.
    ///
    /// - Parameters:
    ///   - query: the visitor's query; links to older entries keep its filters.
    ///   - waiting: how many entries are waiting for a sync.
    func timelinePage(_ part: TimelinePage, _ query: PageQuery, waiting: Int, notice: HTML) -> HTML {
        let words = strings.timeline
        let isFirst = query["before"] == nil
        let isFiltered = query.hasFilters
        return layout(
            title: "journal", current: .timeline, styles: [.adding, .entries], scripts: [.adding, .scrolling],
            """
            <h1 class="hidden">\(strings.name(Destination.timeline))</h1>
            \(notice)\(damageNotice(part.damaged))
            \(isFirst && !isFiltered ? addForm : .none)
            <div data-live="waiting">\(waiting > 0 && !isFiltered
            ? syncForm(strings.sync.waitsForSync(waiting), from: .timeline) : .none)</div>
            \(isFiltered || !isFirst ? whatIsShown(query) : .none)
            <div class="entries" data-live="entries">
            \(part.entries.isEmpty ? isFiltered || !isFirst ? nothingFound : emptyTimeline : .none)
            \(EntryCards(part.entries, in: self).days())
            \(older(part.next.map { "?" + query.with("before", $0.description) }, words.older))
            </div>
            """)
    }

    /// A link to the rest of a list, which a script loads when needed.
    ///
    /// - Parameter target: relative to the page that the list is on.
    func older(_ target: String?, _ text: String, from page: String = "./") -> HTML {
        guard let target else { return .none }
        return "<p class=\"more\"><a class=\"button quiet\" href=\"\(page)\(target)\">\(text)</a></p>"
    }

    private func whatIsShown(_ query: PageQuery) -> HTML {
        let words = strings.timeline
        let day = query["from"] == query["to"] ? query["from"].flatMap { LocalDay($0) } : nil
        let others = query.filters.filter { day == nil || !["from", "to"].contains($0.name) }
        let chips =
            (day.map { [HTML("<li><b>\(dateTime($0))</b></li>")] } ?? [])
            + others.map { name, value in
                HTML("<li>\(filter(name, meaning(name, value)))</li>")
            }
        return """
            <div class="row shown">\(chips.isEmpty ? .none : "<ul class=\"chips\">\(chips)</ul>")\
            \(day.map(neighbours) ?? .none)\
            \(chips.isEmpty ? .none : "<a href=\"search?\(query.with("before", nil))\">\(words.change)</a>")\
            <a href="./">\(chips.isEmpty ? words.newest : words.everything)</a></div>
            """
    }

    /// The previous and next days of the day shown, and its year.
    private func neighbours(_ day: LocalDay) -> HTML {
        let words = strings.timeline
        func link(_ offset: Int, _ text: String) -> HTML {
            let other = LocalDay(daysSince1970: day.daysSince1970 + offset).description
            return "<a href=\"./?from=\(other)&amp;to=\(other)\">\(text)</a>"
        }
        return """
            \(link(-1, words.dayBefore))\(link(1, words.dayAfter))\
            <a href="calendar?year=\(day.year)">\(strings.name(Destination.calendar))</a>
            """
    }

    private var emptyTimeline: HTML {
        "<div class=\"empty\"><p class=\"lead\">\(strings.timeline.empty)</p><p>\(strings.timeline.emptyMore)</p></div>"
    }
}
