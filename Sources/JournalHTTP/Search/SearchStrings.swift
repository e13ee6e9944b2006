import Journal

/// The text of the search page.
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
    /// One filter of a list.
    var filter: Phrase = "{name} {value}"
    /// All filters of a list, when they are collapsed.
    var chosen: Phrase = "Filters: {filters}"
    /// Common time spans, by the value sent for them.
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

    /// Whether something exists, by the value sent for it.
    private var flags = ["true": "true", "false": "false"]

    func name(flag: String) -> String { flags[flag] ?? flag }

    /// The words for a time span.
    func name(span: String) -> String { spanNames[span] ?? span }

    func filterName(_ name: String) -> String { filterNames[name] ?? name }

    func name(_ status: Entry.Status) -> String { statuses[status.rawValue] ?? status.rawValue }
}
