import ArgumentParser
import Journal
import Storage

struct Skip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", _superCommandName: "journal",
        abstract: "Give up on entries: do not send or analyse them.",
        discussion: """
            `journal retry ID` undoes this. --all skips everything that was set aside; entries that are merely waiting \
            keep waiting.

            With --json, the entries as they are now, one per line.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or their endings.", valueName: "id"), completion: Completions.entries)
    var entries: [String] = []

    @Flag(help: "Skip everything that was set aside.")
    var all = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard all != !entries.isEmpty else { throw ValidationError("Name entries, or use --all.") }
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
                        ? "None of these are waiting." : "\(decided.count) skipped; `journal retry ID` undoes it.")
            }
            try named.complain()
        }
    }
}
