import ArgumentParser
import Journal
import Storage

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", _superCommandName: "journal",
        abstract: "Find entries by words in their notes and tags.",
        discussion: """
            All words must be there, in any order; the last one may be unfinished. Quotes make a phrase: \
            journal search '"first run"'. Case and accents do not count. The best come first: a tag counts more than a \
            word in the note, and a word in a short note more than one in a long one.

            With --json, one entry a line with a field more: "snippet", a list of {"text","hit"}.
            """)

    @Argument(help: "What to look for.")
    var words: [String]

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @OptionGroup var page: PageOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        let filter = try filters.filter(context)
        let screen = context.screen
        try await context.withExistingStore { store in
            let hits = try await store.search(words.joined(separator: " "), filter, limit: page.limit ?? .max)
            if context.printsJSON {
                for hit in hits { Terminal.print(try jsonLine(hit)) }
                return
            }
            if hits.isEmpty {
                context.say(filter.tags.isEmpty ? "Nothing found." : try await nothingFound(filter, in: store))
            }
            let ids = try await store.shortIDs(of: hits.map(\.entry.id))
            for hit in hits {
                Terminal.print(EntryText.line(hit.entry, id: ids[hit.entry.id] ?? "", snippet: hit.snippet, screen))
            }
        }
    }
}
