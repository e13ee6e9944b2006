import ArgumentParser
import Journal
import Storage

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", _superCommandName: "journal",
        abstract: "List the newest entries, or those that match the filters.",
        discussion: """
            With --json, one entry per line, newest first.

            Examples:
              journal list yesterday
              journal list --felt 1..2 --tag work --from 2026
              journal list --on-this-day
              journal list --status failed
            """)

    @OptionGroup var days: DayArguments

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @Flag(
        help: ArgumentHelp(
            "Entries from this day in other years.",
            discussion: "In years without a 29 February, its entries are shown on 28 February."))
    var onThisDay = false

    @OptionGroup var page: PageOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        // Words that nobody understands are refused whether there is a journal or not.
        _ = try filter(context.now.day)
        try await context.withExistingStore { store in
            let filter = try filter(try await context.now(in: store).day)
            var rest = page.limit ?? .max
            var cursor: TimelineCursor?
            var damaged: [DamagedEntry] = []
            repeat {
                let part = try await store.timeline(filter, limit: min(rest, List.pageSize), before: cursor)
                damaged += part.damaged
                if part.entries.isEmpty, part.damaged.isEmpty, cursor == nil, !context.printsJSON {
                    context.say(try await nothingFound(filter, in: store))
                }
                try await report(part.entries, store, context)
                rest -= part.entries.count
                cursor = part.next
            } while rest > 0 && cursor != nil && StandardStreams.isRead
            if cursor != nil, StandardStreams.isRead {
                context.say("There are older entries; --limit all shows every one.")
            }
            try requireSound(damaged)
        }
    }

    private func filter(_ today: LocalDay) throws -> EntryFilter {
        var filter = try filters.filter(today)
        try days.narrow(&filter, "journal list", today)
        if onThisDay { filter.anniversaryOf = today }
        return filter
    }

    /// How many entries are held in memory at a time.
    private static let pageSize = 500
}

/// The message shown when no entries match. A tag that no entry has may be a typo.
func nothingFound(_ filter: EntryFilter, in store: Store) async throws -> String {
    if filter == EntryFilter() { return "The journal is empty; `journal add selfie.jpg` adds the first entry." }
    let tags = filter.tags.isEmpty ? [] : try await store.tags().map(\.tag)
    for tag in filter.tags where !tags.contains(tagName(tag) ?? tag) {
        let near = Spelling.nearest(to: tagName(tag) ?? tag, among: tags)
        return "No entry has the tag “\(tag)”." + (near.map { " Did you mean “\($0)”?" } ?? "")
    }
    return "No entry matches."
}
