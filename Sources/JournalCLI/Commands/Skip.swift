import ArgumentParser
import Journal
import Storage

struct Skip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", _superCommandName: "journal",
        abstract: "Let entries go without being sent and analysed.",
        discussion: """
            `journal retry ID` takes it back. --all means everything that was set aside; what merely waits goes on waiting.

            With --json, the entries as they are now, one a line.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or the ends of them.", valueName: "id"), completion: Completions.entries)
    var entries: [String] = []

    @Flag(help: "Everything that was set aside.")
    var all = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard all != !entries.isEmpty else { throw ValidationError("Name entries, or say --all.") }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let named = try await NamedEntries(entries, in: store)
            let ids = named.entries.map(\.id)
            let decided = try await store.skip(all ? nil : ids)
            if context.printsJSON {
                try await report(try await store.entries(all ? decided.entries : ids), store, context)
            } else {
                context.say(
                    decided.count == 0
                        ? "Nothing of that waits." : "\(decided.count) skipped; `journal retry ID` takes it back.")
            }
            try named.complain()
        }
    }
}
