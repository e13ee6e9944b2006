import ArgumentParser
import Journal
import Storage

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", _superCommandName: "journal",
        abstract: "Show one entry in full: what you felt and what your face showed, side by side.",
        discussion: """
            With --json, the entry; with --history, one object a line: \
            {"number","at","here","canBeBroughtBack","field","value"}.
            """)

    @Argument(help: ArgumentHelp("The entry's id, or the end of it that `journal list` shows.", valueName: "id"))
    var entry: String

    @Flag(help: "Show everything the entry ever said instead, newest first.")
    var history = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            if history { return try show(try await store.history(of: entry.id), context) }
            if context.printsJSON { return Terminal.print(try jsonLine(entry)) }
            let ids = try await store.shortIDs(of: [entry.id])
            for line in EntryText.page(entry, id: ids[entry.id] ?? "") { Terminal.print(line) }
        }
    }

    private func show(_ history: [Revision], _ context: Context) throws {
        for revision in history {
            if context.printsJSON {
                Terminal.print(try jsonLine(revision))
            } else {
                Terminal.print(RevisionText.line(revision, in: context.now.zone))
            }
        }
        if history.contains(where: \.canBeBroughtBack), !context.printsJSON {
            context.say("`journal edit \(self.entry) --revert NUMBER` brings back a value marked with *.")
        }
    }
}

/// The end of a command that names an entry where there is no journal.
func noJournal(_ context: Context) -> Failure {
    Failure(.notFound, "There is no journal in \(context.folder.path), so no such entry; `journal add` starts one.")
}
