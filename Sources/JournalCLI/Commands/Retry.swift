import ArgumentParser
import Journal
import Storage

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", _superCommandName: "journal",
        abstract: "Let entries that were set aside wait for the next sync again.",
        discussion: """
            --all means everything that was set aside; what you skipped waits again only when you name it. An entry that \
            was analysed already is analysed once more only with --again: each analysis is paid for.

            With --json, the entries as they are now, one a line.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or the ends of them.", valueName: "id"), completion: Completions.entries)
    var entries: [String] = []

    @Flag(help: "Everything that was set aside.")
    var all = false

    @Flag(help: "Have these entries analysed once more, those included that have an answer.")
    var again = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard all != !entries.isEmpty else { throw ValidationError("Name entries, or say --all.") }
        guard !(again && all) else { throw ValidationError("--again is for entries that you name, not for --all.") }
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
                        ? "Nothing of that was set aside."
                        : "\(count) set aside before, now waiting for `journal sync`.")
            }
            try named.complain()
        }
    }
}
