import ArgumentParser
import Journal
import Storage
import Sync

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", _superCommandName: "journal",
        abstract: "Move entries to the trash, or destroy them.",
        discussion: """
            Nothing leaves the trash on its own; `journal restore ID` brings an entry back. --forever destroys an entry, \
            its photo, its words and its history; if the photo was synced, the next `journal sync` deletes it from the \
            remote. This cannot be undone, so it asks first.

            With --photo, only that photo of the entry is removed, by its number, or the first 8 digits, as `journal show ID` \
            lists it: its history brings it back, unless you add --forever. A photo that was removed before can be \
            destroyed by the digits that `journal show --history ID` lists.

            With --json, the entries as they are now, one per line; with --forever, one object: \
            {"entries","photos","sentTo","shownTo"}.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or their endings.", valueName: "id"), completion: Completions.entries)
    var entries: [String]

    @Flag(help: "Destroy them for good instead.")
    var forever = false

    @Option(
        name: .customLong("photo"),
        help: ArgumentHelp("Only this photo of the entry; can be repeated.", valueName: "photo"),
        transform: PhotoName.init)
    var photos: [PhotoName] = []

    @OptionGroup var consent: ConsentOptions

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard photos.isEmpty || entries.count == 1 else {
            throw ValidationError("--photo is about a single entry: name one.")
        }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            if !photos.isEmpty { return try await removePhotos(of: entries[0], store, context) }
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
    private func removePhotos(of name: String, _ store: Store, _ context: Context) async throws {
        let entry = try await store.entry(named: name)
        guard forever else {
            var edit = Edit()
            edit.removedPhotos = try photos.map { try $0.sha256(in: entry) }
            try await report([try await store.edit(entry.id, edit, now: context.now.time)], store, context)
            let id = try await store.shortIDs(of: [entry.id])[entry.id] ?? "ID"
            return context.say("`journal show --history \(id)` says how to bring it back.")
        }
        let removed = try await store.history(of: entry.id).compactMap { revision in
            if case .photo(let photo) = revision.event, revision.canBeBroughtBack { photo.sha256 } else { nil }
        }
        let named = Set(try photos.map { try $0.sha256(in: entry, removed: removed) })
        try confirm("Destroy \(Quantity.of(named.count, "photo", "photos")) for good?", askFirst: !consent.yes)
        let report = try await store.purgePhotos(named.sorted(), of: entry.id, now: context.now.time)
        try tell(report, "\(Quantity.of(report.photos, "photo", "photos")) destroyed.", context)
    }

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
    try confirm("Destroy \(Quantity.of(entries.count, "entry", "entries")) for good?", askFirst: askFirst)
    let report = try await store.purge(entries.map(\.id), onlyInTrash: onlyInTrash, now: context.now.time)
    try tell(report, "\(Quantity.of(report.entries, "entry", "entries")) destroyed.", context)
}

/// - Throws: ``Failure`` unless the person at the terminal says yes.
private func confirm(_ question: String, askFirst: Bool) throws {
    guard askFirst else { return }
    switch Terminal.confirm(question) {
    case true?: return
    case false?: throw Failure(.failed, "Nothing was destroyed.")
    case nil: throw Failure(.usage, "\(question) There is no terminal to ask on; use --yes to confirm.")
    }
}

/// Tells what a purge did, and what it could not reach.
private func tell(_ report: PurgeReport, _ sentence: String, _ context: Context) throws {
    if context.printsJSON { return Terminal.print(try jsonLine(report)) }
    context.say(sentence)
    if !report.sentTo.isEmpty {
        context.say(
            "Photos were sent to \(report.sentTo.sorted().map { RemotePlace(stored: $0).description }.joined(separator: ", ")); the next `journal sync` deletes "
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
