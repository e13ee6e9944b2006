import ArgumentParser
import Journal
import OperatingSystem
import Storage

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", _superCommandName: "journal",
        abstract: "Show one entry in full: what you felt and what your face showed, side by side.",
        discussion: """
            On a terminal with colours the photo is shown, too: in full where the terminal says that it can (kitty's \
            protocol or iTerm2's), else in half blocks.

            With --json, the entry; with --history, one object a line: \
            {"number","at","here","canBeBroughtBack","field","value"}.
            """)

    @Argument(
        help: ArgumentHelp("The entry's id, or the end of it that `journal list` shows; or last.", valueName: "id"),
        completion: Completions.entries)
    var entry: String

    @Flag(help: "Show everything the entry ever said instead, newest first.")
    var history = false

    @Flag(help: "Leave the photo out.")
    var noPhoto = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            if history { return try show(try await store.history(of: entry.id), context) }
            if context.printsJSON { return Terminal.print(try jsonLine(entry)) }
            if !noPhoto { try await draw(entry, store, context.screen) }
            let ids = try await store.shortIDs(of: [entry.id])
            for line in EntryText.page(entry, id: ids[entry.id] ?? "", context.screen) { Terminal.print(line) }
        }
    }

    private func draw(_ entry: Entry, _ store: Store, _ screen: Screen) async throws {
        guard screen.style.colours > .letters, let photo = try await store.photo(of: entry.id) else { return }
        let picture = try await runBlocking {
            try TerminalPicture.text(
                photo, TerminalQuery.pictures(), width: screen.columns ?? 80, screen.style.colours)
        }
        Terminal.draw(picture)
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
