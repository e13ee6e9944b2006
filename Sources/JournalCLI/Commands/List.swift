import ArgumentParser
import Journal
import Storage

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", _superCommandName: "journal",
        abstract: "Show the newest entries, or those that filters choose.",
        discussion: """
            With --json, one entry a line, newest first.

            Examples:
              journal list --felt 1..2 --tag work --from 2026
              journal list --on-this-day
              journal list --status failed
            """)

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @Flag(
        help: ArgumentHelp(
            "What happened on this day in other years.",
            discussion: "A 29 February is remembered on 28 February in years without one."))
    var onThisDay = false

    @Option(help: "How many entries to show at most.")
    var limit = 50

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit \(limit) shows nothing: say 1 or more.") }
    }

    func run() async throws {
        let context = Context(common)
        var filter = try filters.filter(context)
        if onThisDay { filter.anniversaryOf = context.now.day }
        try await context.withExistingStore { store in
            var rest = limit
            var cursor: TimelineCursor?
            repeat {
                let page = try await store.timeline(filter, limit: min(rest, List.pageSize), before: cursor)
                if page.entries.isEmpty, cursor == nil, !context.printsJSON { context.say(nothingFound(filter)) }
                try await report(page.entries, store, context)
                rest -= page.entries.count
                cursor = page.next
            } while rest > 0 && cursor != nil
        }
    }

    /// How many entries are held in memory at a time.
    private static let pageSize = 500
}

/// What is said instead of entries.
func nothingFound(_ filter: EntryFilter) -> String {
    filter == EntryFilter()
        ? "The journal is empty; `journal add selfie.jpg` makes the first entry." : "No entry fits."
}
