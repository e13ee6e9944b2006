import ArgumentParser
import Journal
import Storage

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", _superCommandName: "journal",
        abstract: "Find entries by words in their notes and tags.",
        discussion: """
            Finds entries that contain all the words, in any order; the last word may be incomplete. Quotes make a \
            phrase: journal search '"first run"'. Case and accents are ignored, and emoji such as ❤ can be found, too. \
            The best matches come first: a tag counts more than a word in the note, and a word in a short note more \
            than one in a long note.

            With --json, one entry per line with one more field: "snippet", a list of {"text","hit"}.
            """)

    @Argument(help: "What to look for.")
    var words: [String]

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @OptionGroup var page: PageOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        _ = try filters.filter(context.now.day)
        try await context.withExistingStore { store in
            let filter = try filters.filter(try await context.now(in: store).day)
            // One more than is shown, to find out whether there are more.
            let limit = page.limit ?? Int.max - 1
            let found = try await store.search(words.joined(separator: " "), filter, limit: limit + 1)
            let hits = found.value
            if hits.isEmpty, found.damaged.isEmpty, !context.printsJSON {
                context.say(filter.tags.isEmpty ? "Nothing found." : try await nothingFound(filter, in: store))
            }
            try await show(Array(hits.prefix(limit)), store, context)
            if hits.count > limit { context.say("There are more; --limit all shows every match.") }
            try requireSound(found.damaged)
        }
    }

    private func show(_ hits: [SearchHit], _ store: Store, _ context: Context) async throws {
        if context.printsJSON {
            for hit in hits { Terminal.print(try jsonLine(hit)) }
            return
        }
        let ids = try await store.shortIDs(of: hits.map(\.entry.id))
        let screen = context.screen
        for hit in hits {
            Terminal.print(EntryText.line(hit.entry, id: ids[hit.entry.id] ?? "", snippet: hit.snippet, screen))
        }
    }
}
