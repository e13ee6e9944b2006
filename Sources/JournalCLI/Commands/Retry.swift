import ArgumentParser
import Journal
import Storage

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", _superCommandName: "journal",
        abstract: "Retry failed entries.",
        discussion: """
            Entries that were set aside are tried again at the next sync. --all retries all of them; skipped entries \
            are retried only if you name them. An entry that was already analysed is analysed again only with --again, \
            because you pay for each analysis: it asks for all photos of the entry. Otherwise, an analyzer \
            that you pay for is shown only the first.

            With --json, the entries as they are now, one per line.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or their endings.", valueName: "id"), completion: Completions.entries)
    var entries: [String] = []

    @Flag(help: "Retry everything that was set aside.")
    var all = false

    @Flag(help: "Analyse all photos of these entries again, even if they have an answer.")
    var again = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard all != !entries.isEmpty else { throw ValidationError("Name entries, or use --all.") }
        guard !(again && all) else { throw ValidationError("--again cannot be combined with --all: name the entries.") }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let named = try await NamedEntries(entries, in: store)
            let ids = named.entries.map(\.id)
            let decided = try await store.retry(all ? nil : ids)
            let count = again ? try await store.analyzeAgain(ids, now: context.now.time) : decided.count
            if context.printsJSON {
                try await report(try await store.entries(all ? decided.entries : ids), store, context)
            } else {
                context.say(
                    count == 0
                        ? "None of these were set aside."
                        : "\(count) waiting for `journal sync` again.")
            }
            try named.complain()
        }
    }
}
