import ArgumentParser
import Journal
import Storage

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show one entry in full: what you felt and what your face showed, side by side.")

    @Argument(help: ArgumentHelp("The entry's id, or the end of it that `journal list` shows.", valueName: "id"))
    var entry: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            if context.printsJSON { return Terminal.print(try jsonLine(entry)) }
            let ids = try await store.shortIDs(of: [entry.id])
            for line in EntryText.page(entry, id: ids[entry.id] ?? "") { Terminal.print(line) }
        }
    }
}

/// The end of a command that names an entry where there is no journal.
func noJournal(_ context: Context) -> Failure {
    Failure(.notFound, "There is no journal in \(context.folder.path), so no such entry; `journal add` starts one.")
}
