import Journal

/// What is said on the search page.
struct SearchStrings: Codable, Sendable {
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
    var days: Phrase = "Days: {days}"
    var found = Counted(one: "{count} entry", other: "{count} entries")
    var firstFound = Counted(one: "The first {count} entries", other: "The first {count} entries")
    var or: Phrase = "{first} or {second}"
    /// What a list is bounded by.
    var filter: Phrase = "{name} {value}"
    /// All that a list is bounded by, where it is folded away.
    var chosen: Phrase = "Filters: {filters}"
    /// Spans of time that are often meant, by what is sent for them.
    private var spanNames = [
        "today": "Today", "this week": "This week", "this month": "This month", "last month": "Last month",
        "this year": "This year",
    ]
    private var filterNames = [
        "search": "Words", "felt": "Felt", "seen": "Seen", "tag": "Tag", "from": "From", "to": "To",
        "status": "Analysis", "photo": "Photo", "private": "Private",
    ]
    private var statuses = [
        "queued": "waits", "analyzed": "analysed", "failed": "set aside", "skipped": "skipped", "none": "none",
    ]

    /// Whether something is there, by what is sent for it.
    private var flags = ["true": "true", "false": "false"]

    func name(flag: String) -> String { flags[flag] ?? flag }

    /// What is said for a span of time.
    func name(span: String) -> String { spanNames[span] ?? span }

    func filterName(_ name: String) -> String { filterNames[name] ?? name }

    func name(_ status: Entry.Status) -> String { statuses[status.rawValue] ?? status.rawValue }
}
