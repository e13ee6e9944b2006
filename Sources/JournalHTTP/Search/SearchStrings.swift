import Journal

/// What is said on the search page.
struct SearchStrings: Sendable {
    var words = "Words"
    var example = "“hill sunset”, friends, rain…"
    var search = "Search"
    var more = "More results"
    var clear = "Clear"
    var any = "any"
    var filters = "Filters"
    var nothing = "Nothing found."
    var nothingMore = """
        Words are found by their beginnings, in notes and tags. Fewer of them find more; so do the filters above, by mood and \
        by days.
        """
    var orMeant = "Or did you mean:"
    var days = "Days:"
    var found: @Sendable (Int) -> String = { count in count == 1 ? "1 entry" : "\(count) entries" }
    var firstFound: @Sendable (Int) -> String = { count in "The first \(count) entries" }
    var or: @Sendable (String, String) -> String = { first, second in "\(first) or \(second)" }
    /// What is sent, and what is said, for spans of time that are often meant.
    var spans = [
        ("today", "Today"), ("this week", "This week"), ("this month", "This month"), ("last month", "Last month"),
        ("this year", "This year"),
    ]

    func filterName(_ name: String) -> String {
        switch name {
        case "search": "Words"
        case "felt": "Felt"
        case "seen": "Seen"
        case "tag": "Tag"
        case "from": "From"
        case "to": "To"
        case "status": "Analysis"
        case "photo": "Photo"
        case "private": "Private"
        default: name
        }
    }

    /// What a value of a filter means.
    func valueName(_ name: String, _ value: String) -> String {
        switch name {
        case "felt":
            let ends = ClosedRange<Felt>(spoken: value)
            guard let ends, ends.lowerBound < ends.upperBound else { return value }
            return or(strings.name(ends.lowerBound), strings.name(ends.upperBound))
        case "status": return Entry.Status(rawValue: value).map { self.name($0) } ?? value
        default: return value
        }
    }

    func name(_ status: Entry.Status) -> String {
        switch status {
        case .queued: "waits"
        case .analyzed: "analysed"
        case .failed: "set aside"
        case .skipped: "skipped"
        case .none: "none"
        }
    }
}
