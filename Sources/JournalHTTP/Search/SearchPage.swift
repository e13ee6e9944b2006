import Journal
import Storage

/// The result of a search.
struct SearchResult {
    var entries: [Entry] = []
    /// The parts of notes and tags that show why entries match; empty if the search had no words.
    var snippets: [EntryID: [SnippetPart]] = [:]
    /// The query for the next page.
    var rest: String?
    /// Entries that match and cannot be shown.
    var damaged: [DamagedEntry] = []
    /// What was wrong with the search.
    var problem: HTML?
}

extension RenderContext {
    /// Words and filters, and what they find: with words, the best matches first; with filters alone, grouped by day.
    ///
    /// - Parameters:
    ///   - result: `nil` if nothing was searched for.
    ///   - tags: the tags to choose from.
    func searchPage(_ query: PageQuery, _ result: SearchResult?, tags: [String], today: LocalDay) -> HTML {
        layout(
            title: "\(strings.name(Destination.search)) · journal", current: .search, styles: [.search, .entries],
            scripts: [.scrolling],
            """
            <h1>\(strings.name(Destination.search))</h1>
            \(form(query, tags))
            \(searchSuggestions(query, tags: tags, today: today))
            \(result.map { found($0, query) } ?? .none)
            """)
    }

    /// The text when nothing matches.
    var nothingFound: HTML {
        "<div class=\"empty\"><p class=\"lead\">\(strings.search.nothing)</p><p>\(strings.search.nothingMore)</p></div>"
    }

    private func found(_ result: SearchResult, _ query: PageQuery) -> HTML {
        let words = strings.search
        if let problem = result.problem { return notice(.attention, problem) }
        let count = result.entries.count
        let isAll = result.rest == nil && query["skip"] == nil && query["before"] == nil
        let title = isAll ? words.found(count) : query.isFirstPage ? words.firstFound(count) : words.more
        return """
            \(damageNotice(result.damaged))
            <div data-live="found">\(count > 0 ? "<h2 class=\"found\">\(title)</h2>" : .none)</div>
            <div class="entries" data-live="entries">\(cards(result, query))
            \(older(result.rest.map { "?" + $0 }, words.more, from: "search"))</div>
            """
    }

    private func cards(_ result: SearchResult, _ query: PageQuery) -> [HTML] {
        if result.entries.isEmpty { return [nothingFound] }
        guard query["search"] != nil else { return EntryCards(result.entries, in: self).days() }
        return ["<ul class=cards>\(EntryCards(result.entries, in: self, withDay: true).list(result.snippets))</ul>"]
    }

    private func form(_ query: PageQuery, _ tags: [String]) -> HTML {
        let words = strings.search
        return """
            <form class="card search" method="get" action="search" role="search">
            <label class="field"><span>\(words.words)</span><input type="search" name="search" \
            value="\(query["search"] ?? "")" placeholder="\(words.example)" dir="auto" enterkeyhint="search"></label>
            <button type="submit">\(words.search)</button>
            <details class="wide filters"\(query.hasFilters ? .none : " open")><summary>\(summary(query))</summary><div>
            \(choice("felt", feltOptions, query))
            \(choice("seen", Emotion.allCases.map { ($0.rawValue, strings.name($0)) }, query))
            <label class="field"><span>\(words.filterName("tag"))</span><input name="tag" value="\(query["tag"] ?? "")" dir="auto" \
            list="tags" autocomplete="off" autocapitalize="off"></label>
            <datalist id="tags">\(tags.map { HTML("<option dir=auto value=\"\($0)\">") })</datalist>
            \(choice("status", Entry.Status.allCases.map { ($0.rawValue, words.name($0)) }, query))
            \(day("from", query))
            \(day("to", query))
            <div class="row wide"><div class="spans">\(Self.spans.map(span))</div>\
            <a class="button quiet" href="search">\(words.clear)</a></div></div></details>
            </form>
            """
    }

    /// A summary of the filters, for when they are collapsed.
    private func summary(_ query: PageQuery) -> HTML {
        let chosen = query.filters.filter { $0.name != "search" }.map { name, value in
            filter(name, meaning(name, value))
        }
        guard !chosen.isEmpty else { return "\(strings.search.filters)" }
        return strings.search.chosen.html(["filters": HTML(joining: chosen, by: " · ")])
    }

    /// A filter's value in words.
    func meaning(_ name: String, _ value: String) -> HTML {
        LocalDay(value).map(dateTime) ?? HTML(isolating: valueName(name, value))
    }

    private func valueName(_ name: String, _ value: String) -> String {
        switch name {
        case "felt":
            if let felt = Felt.allCases.first(where: { $0.name == value }) { return strings.name(felt) }
            guard let ends = ClosedRange<Felt>(spoken: value), ends.lowerBound < ends.upperBound else { return value }
            return strings.search.or(["first": strings.name(ends.lowerBound), "second": strings.name(ends.upperBound)])
        case "seen": return Emotion(rawValue: value).map { strings.name($0) } ?? value
        case "status": return Entry.Status(rawValue: value).map { strings.search.name($0) } ?? value
        case "photo", "private": return strings.search.name(flag: value)
        default: return value
        }
    }

    /// A filter: its name and its value.
    func filter(_ name: String, _ value: HTML) -> HTML {
        strings.search.filter.html(["name": "\(strings.search.filterName(name))", "value": "<b>\(value)</b>"])
    }

    /// Each mood, and the better and worse ones together.
    private var feltOptions: [(String, String)] {
        (Felt.allCases.map(\.name) + ["1..2", "4..5"]).map { ($0, valueName("felt", $0)) }
    }

    private func choice(_ name: String, _ options: [(String, String)], _ query: PageQuery) -> HTML {
        let chosen = query[name]
        let lines = options.map { value, text in
            HTML("<option value=\"\(value)\"\(value == chosen ? " selected" : .none)>\(text)</option>")
        }
        return """
            <label class="field"><span>\(strings.search.filterName(name))</span><select name="\(name)">\
            <option value="">\(strings.search.any)</option>\(lines)</select></label>
            """
    }

    private func day(_ name: String, _ query: PageQuery) -> HTML {
        """
        <label class="field"><span>\(strings.search.filterName(name))</span>\
        <input type="date" name="\(name)" value="\(query[name] ?? "")"></label>
        """
    }

    /// Common time spans.
    private static let spans = ["today", "this week", "this month", "last month", "this year"]

    private func span(_ value: String) -> HTML {
        "<button class=\"chip\" name=\"when\" value=\"\(value)\">\(strings.search.name(span: value))</button>"
    }

    /// What a word may also mean: a mood, an emotion, days, part of a tag. A search for words finds none of these.
    ///
    /// - Parameters:
    ///   - query: the search.
    ///   - tags: the existing tags.
    func searchSuggestions(_ query: PageQuery, tags: [String], today: LocalDay) -> HTML {
        let text = (query["search"] ?? "").lowercased().split(separator: " ").joined(separator: " ")
        guard !text.isEmpty else { return .none }
        let words = strings.search
        var meant: [(query: [(name: String, value: String)], words: HTML)] = []
        func suggest(_ name: String, _ value: String) {
            meant.append(([(name, value)], filter(name, meaning(name, value))))
        }
        if let felt = Felt(text), Int(text) == nil { suggest("felt", felt.name) }
        if let emotion = Emotion.allCases.first(where: {
            $0.rawValue == text || strings.name($0).lowercased() == text || strings.adjective($0)?.lowercased() == text
        }) {
            suggest("seen", emotion.rawValue)
            if let valence = emotion.valence { suggest("felt", valence < 0 ? "1..2" : "4..5") }
        }
        if let days = ClosedRange<LocalDay>(spoken: text, today: today) {
            let (first, last) = (days.lowerBound.description, days.upperBound.description)
            meant.append(([("from", first), ("to", last)], words.days.html(["days": "<b dir=\"auto\">\(text)</b>"])))
        }
        for tag in tags.lazy.filter({ $0.contains(text) }).prefix(5) { suggest("tag", tag) }
        guard !meant.isEmpty else { return .none }
        let links = meant.map {
            HTML("<li><a href=\"search?\(PageQuery($0.query).with("skip", nil))\">\($0.words)</a></li>")
        }
        return "<p class=\"small\">\(words.orMeant)</p><ul class=\"chips\">\(links)</ul>"
    }
}
