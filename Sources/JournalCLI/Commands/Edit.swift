import ArgumentParser
import Foundation
import Journal
import Storage

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", _superCommandName: "journal",
        abstract: "Change an entry; its history keeps the old values.",
        discussion: """
            Anything you do not mention stays as it is. `journal show --history ID` lists every value the entry ever \
            had, and `journal edit ID --revert N` restores one of them. Editing an entry in the trash restores it.

            Without options, the note is opened in your editor ($VISUAL, or else $EDITOR).

            Photos are named by their number, or the first 8 digits, as `journal show ID` lists them. A removed photo stays in \
            the history, which brings it back; `journal remove ID --photo N --forever` destroys it.

            With --json, the entry as it is now.

            Examples:
              journal edit 37bbcfe7 --felt good --note "slept well after all"
              journal edit 37bbcfe7 --felt none --tag sea --untag run
              journal edit 37bbcfe7 --face 2 --photo 3
              journal edit 37bbcfe7 --add-photo dinner.jpg --remove-photo 1
            """)

    @Argument(
        help: ArgumentHelp("The entry's id, or its ending as `journal list` shows it; or last.", valueName: "id"),
        completion: Completions.entries)
    var entry: String

    @Option(
        help: "How you felt: awful, bad, okay, good, great, or 1 to 5; none clears it.",
        completion: Completions.moods, transform: FeltChange.init)
    var felt: FeltChange?

    @Option(help: "The note; an empty one removes it.")
    var note: String?

    @Option(
        name: .customLong("tag"), help: "A tag to add; can be repeated.", completion: Completions.tags)
    var addedTags: [String] = []

    @Option(
        name: .customLong("untag"), help: "A tag to remove; can be repeated.", completion: Completions.tags)
    var removedTags: [String] = []

    @Option(
        help: ArgumentHelp(
            "When it was: \"yesterday 21:30\", \"2026-05-04 21:30\"; a time alone keeps the day, a day alone keeps the time.",
            valueName: "when"))
    var at: String?

    @Flag(inversion: .prefixedNo, help: "Keep it on this machine only, or not.")
    var `private`: Bool?

    @Option(
        help: ArgumentHelp("Which face is yours, counted from 1; auto picks the largest.", valueName: "number"),
        transform: FaceChange.init)
    var face: FaceChange?

    @Option(
        help: ArgumentHelp("The photo that --face is in, instead of the one that counts.", valueName: "photo"),
        transform: PhotoName.init)
    var photo: PhotoName?

    @Option(
        name: .customLong("add-photo"), help: ArgumentHelp("A photo to add; can be repeated.", valueName: "file"),
        completion: .file())
    var addedPhotos: [String] = []

    @Option(
        name: .customLong("remove-photo"),
        help: ArgumentHelp("A photo to remove, by its number; can be repeated.", valueName: "photo"),
        transform: PhotoName.init)
    var removedPhotos: [PhotoName] = []

    @Option(
        help: ArgumentHelp("Restore the value with this number in the history.", valueName: "number"))
    var revert: Int?

    @OptionGroup var common: CommonOptions

    private var isOpen: Bool {
        felt == nil && note == nil && addedTags.isEmpty && removedTags.isEmpty && at == nil && `private` == nil
            && face == nil && photo == nil && addedPhotos.isEmpty && removedPhotos.isEmpty && revert == nil
    }

    func validate() throws {
        guard !isOpen || isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 else {
            throw ValidationError("Nothing to change: use, for example, --felt good or --note \"…\".")
        }
        guard photo == nil || face != nil else {
            throw ValidationError("--photo says which photo --face is in: use both.")
        }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            let dayEnd = try await at == nil ? DayEnd.midnight : store.diarySettings().dayEnd
            let moment = try at.map {
                try context.moment($0, for: "--at", dayEnd: dayEnd, correcting: entry.moment)
            }
            if isOpen { return try await openNote(of: entry, store, context) }
            let edit = try edit(entry, moment)
            let photos = try await NamedPhotos(PhotoPath.named(addedPhotos))
            let changed = try await photos.decoding {
                try await store.edit(
                    entry.id, edit, adding: photos.sources, bringingBack: revert, now: context.now.time)
            }
            try await report([changed], store, context)
            if at != nil { try await context.tellOddZone(store) }
            let left = Set(entry.photos.map(\.sha256)).subtracting(edit.removedPhotos)
            if revert == nil, changed.photos.count < left.count + addedPhotos.count {
                context.say("A photo that an entry has already is not added again.")
            }
            for tag in removedTags where !entry.tags.contains(tagName(tag) ?? tag) {
                context.say("It did not have the tag “\(tag)”.")
            }
        }
    }

    private func openNote(of entry: Entry, _ store: Store, _ context: Context) async throws {
        try store.requireWritable()
        try await Editor.change(entry.note ?? "", in: context.folder, context.environment) { note in
            guard note != entry.note ?? "" else { return context.say("The note is unchanged.") }
            var edit = Edit()
            edit.note = noteText(note).map { .set($0) } ?? .clear
            try await report([try await store.edit(entry.id, edit, now: context.now.time)], store, context)
        }
    }

    private func edit(_ entry: Entry, _ moment: Moment?) throws -> Edit {
        var edit = Edit()
        if let felt { edit.felt = felt.update }
        if let note { edit.note = noteText(note).map { .set($0) } ?? .clear }
        edit.addedTags = addedTags
        edit.removedTags = removedTags
        edit.moment = moment
        edit.isPrivate = `private`
        if let face { edit.face = face.update }
        edit.facePhoto = try photo?.sha256(in: entry)
        edit.removedPhotos = try removedPhotos.map { try $0.sha256(in: entry) }
        return edit
    }
}

/// A mood to set, or none.
struct FeltChange {
    let update: Edit.Update<Felt>

    init(_ text: String) throws {
        update = text.lowercased() == "none" ? .clear : .set(try parseFelt(text))
    }
}

/// A face to pick, which people count from 1, or none.
struct FaceChange {
    let update: Edit.Update<Int>

    init(_ text: String) throws {
        if text.lowercased() == "auto" {
            update = .clear
        } else if let number = Int(text), number > 0 {
            update = .set(number - 1)
        } else {
            throw ValidationError("“\(text)” is not a face: use a number from 1 up, or auto.")
        }
    }
}
