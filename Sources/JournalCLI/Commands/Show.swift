import ArgumentParser
import Journal
import OperatingSystem
import Storage

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", _superCommandName: "journal",
        abstract: "Show one entry in full: what you felt and what your face showed, side by side.",
        discussion: """
            On a colour terminal, the photo is shown, too: in full resolution if the terminal supports it (the kitty or \
            iTerm2 protocol), otherwise in half blocks. If the entry has several, they are listed by number, and the first is \
            shown, or the one that --photo names.

            With --json, the entry; with --history, one object per line: \
            {"number","at","here","canBeBroughtBack","field","value"}.
            """)

    @Argument(
        help: ArgumentHelp("The entry's id, or its ending as `journal list` shows it; or last.", valueName: "id"),
        completion: Completions.entries)
    var entry: String

    @Flag(help: "Show every value the entry ever had instead, newest first.")
    var history = false

    @Option(
        help: ArgumentHelp("Show this photo instead of the first, by its number.", valueName: "photo"),
        transform: PhotoName.init)
    var photo: PhotoName?

    @Flag(help: "Leave the photo out.")
    var noPhoto = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            if history { return try show(try await store.history(of: entry.id), context) }
            let named = try photo?.sha256(in: entry)
            if context.printsJSON { return Terminal.print(try jsonLine(entry)) }
            if !noPhoto { try await draw(entry, named, store, context.screen) }
            let ids = try await store.shortIDs(of: [entry.id])
            for line in EntryText.page(entry, id: ids[entry.id] ?? "", context.screen) { Terminal.print(line) }
        }
    }

    private func draw(_ entry: Entry, _ named: String?, _ store: Store, _ screen: Screen) async throws {
        guard screen.style.colours > .letters,
            let photo = try await store.photo(of: entry.id, named: named ?? entry.photo?.sha256)
        else { return }
        let picture = try await runBlocking {
            try TerminalPicture(
                photo, TerminalQuery.pictures(), width: screen.columns ?? 80, screen.style.colours)
        }
        StandardStreams.draw(picture)
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
            context.say("`journal edit \(self.entry) --revert NUMBER` restores a value marked with *.")
        }
    }
}

/// The failure of a command that names an entry when there is no journal.
func noJournal(_ context: Context) -> Failure {
    Failure(.notFound, "There is no journal in \(context.folder.path), so no such entry; `journal add` creates one.")
}
