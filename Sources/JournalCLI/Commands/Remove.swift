import ArgumentParser
import Journal
import Storage

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", _superCommandName: "journal",
        abstract: "Move entries to the trash, or destroy them.",
        discussion: """
            Nothing leaves the trash on its own; `journal restore ID` brings an entry back. --forever destroys an entry, \
            its photo, its words and its history; if the photo was synced, the next `journal sync` deletes it from the \
            remote. This cannot be undone, so it asks first.

            With --json, the entries as they are now, one per line; with --forever, one object: \
            {"entries","sentTo","shownTo"}.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or their endings.", valueName: "id"), completion: Completions.entries)
    var entries: [String]

    @Flag(help: "Destroy them for good instead.")
    var forever = false

    @OptionGroup var consent: ConsentOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let named = try await NamedEntries(entries, in: store)
            if forever {
                try await purge(named.entries, onlyInTrash: false, askFirst: !consent.yes, store, context)
            } else {
                var trashed: [Entry] = []
                for entry in named.entries {
                    trashed.append(try await store.moveToTrash(entry.id, now: context.now.time))
                }
                try await report(trashed, store, context)
                try await sayWhere(named.entries, store, context)
            }
            try named.complain()
        }
    }
}

extension Remove {
    private func sayWhere(_ entries: [Entry], _ store: Store, _ context: Context) async throws {
        guard let first = entries.first else { return }
        let id = entries.count == 1 ? try await store.shortIDs(of: [first.id])[first.id] ?? "ID" : "ID"
        let isOld = entries.allSatisfy { $0.trashedAt != nil }
        context.say(
            "\(isOld ? "Already in the trash" : "Moved to the trash"); `journal restore \(id)` brings "
                + "\(entries.count == 1 ? "it" : "each") back, `journal remove --forever \(id)` destroys it for good.")
    }
}

/// Destroys entries, after the person at the terminal has confirmed.
///
/// - Throws: ``Failure`` if they did not.
func purge(
    _ entries: [Entry], onlyInTrash: Bool, askFirst: Bool, _ store: Store, _ context: Context
) async throws {
    guard !entries.isEmpty else { return }
    if askFirst {
        let question = "Destroy \(Quantity.of(entries.count, "entry", "entries")) for good?"
        switch Terminal.confirm(question) {
        case true?: break
        case false?: throw Failure(.failed, "Nothing was destroyed.")
        case nil: throw Failure(.usage, "\(question) There is no terminal to ask on; use --yes to confirm.")
        }
    }
    let report = try await store.purge(entries.map(\.id), onlyInTrash: onlyInTrash, now: context.now.time)
    if context.printsJSON { return Terminal.print(try jsonLine(report)) }
    context.say("\(Quantity.of(report.entries, "entry", "entries")) destroyed.")
    if !report.sentTo.isEmpty {
        context.say(
            "Photos were sent to \(report.sentTo.sorted().joined(separator: ", ")); the next `journal sync` deletes "
                + "them there. Old versions stay if the bucket keeps versions.")
    }
    if !report.shownTo.isEmpty {
        context.say("\(report.shownTo.sorted().joined(separator: ", ")) has seen photos; that cannot be undone.")
    }
    for backup in context.folder.keptBackups {
        context.say("\(backup) was made before an update and still contains it; delete that file if it must go, too.")
    }
    for note in context.folder.openNotes {
        context.say("\(note) was open in an editor and may contain its words; delete that file if it must go, too.")
    }
    context.say("Backups and exports you made yourself are unchanged.")
}
