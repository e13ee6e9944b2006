import ArgumentParser
import Journal
import Storage

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", _superCommandName: "journal",
        abstract: "Restore entries from the trash.",
        discussion: "With --json, the entries as they are now, one per line.")

    @Argument(
        help: ArgumentHelp("Ids of entries, or their endings as `journal trash` shows them.", valueName: "id"),
        completion: Completions.trashed)
    var entries: [String]

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let named = try await NamedEntries(entries, in: store)
            var restored: [Entry] = []
            for entry in named.entries { restored.append(try await store.restore(entry.id, now: context.now.time)) }
            try await report(restored, store, context)
            for entry in named.entries where entry.trashedAt == nil {
                context.say("\(try await store.shortIDs(of: [entry.id])[entry.id] ?? "") was not in the trash.")
            }
            try named.complain()
        }
    }
}
