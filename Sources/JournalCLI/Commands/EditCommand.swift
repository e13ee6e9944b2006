import ArgumentParser
import Foundation
import Journal
import Storage

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", _superCommandName: "journal",
        abstract: "Change what an entry says; what it said before is kept.",
        discussion: """
            What you do not mention stays. `journal show --history ID` lists everything the entry ever said, and \
            `journal edit ID --revert N` brings one of those values back. An entry in the trash comes back when it is \
            edited.

            Without options, the note is opened in your editor ($VISUAL, else $EDITOR).

            With --json, the entry as it is now.

            Examples:
              journal edit 37bbcfe7 --felt good --note "slept well after all"
              journal edit 37bbcfe7 --felt none --tag sea --untag run
              journal edit 37bbcfe7 --face 2
            """)

    @Argument(
        help: ArgumentHelp("The entry's id, or the end of it that `journal list` shows; or last.", valueName: "id"),
        completion: Completions.entries)
    var entry: String

    @Option(
        help: "How you felt: awful, bad, okay, good, great, or 1 to 5; none takes it back.",
        completion: Completions.moods, transform: FeltChange.init)
    var felt: FeltChange?

    @Option(help: "The note; an empty one removes it.")
    var note: String?

    @Option(
        name: .customLong("tag"), help: "A tag to add; can be given several times.", completion: Completions.tags)
    var addedTags: [String] = []

    @Option(
        name: .customLong("untag"), help: "A tag to remove; can be given several times.", completion: Completions.tags)
    var removedTags: [String] = []

    @Option(
        help: ArgumentHelp(
            "When it was: \"yesterday 21:30\", \"2026-05-04 21:30\"; a time alone keeps the day, a day alone the time.",
            valueName: "when"))
    var at: String?

    @Flag(inversion: .prefixedNo, help: "Never let it leave this machine, or let it again.")
    var `private`: Bool?

    @Option(
        help: ArgumentHelp("Which face is you, counted from 1; auto takes the largest.", valueName: "number"),
        transform: FaceChange.init)
    var face: FaceChange?

    @Option(
        help: ArgumentHelp("Bring back what the history lists under this number.", valueName: "number"))
    var revert: Int?

    @OptionGroup var common: CommonOptions

    private var isOpen: Bool {
        felt == nil && note == nil && addedTags.isEmpty && removedTags.isEmpty && at == nil && `private` == nil
            && face == nil && revert == nil
    }

    func validate() throws {
        guard !isOpen || isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 else {
            throw ValidationError("Say what to change, for example --felt good or --note \"…\".")
        }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let entry = try await store.entry(named: entry)
            let edit = edit(try at.map { try context.moment($0, for: "--at", correcting: entry.moment) })
            if isOpen { return try await openNote(of: entry, store, context) }
            let changed = try await store.edit(entry.id, edit, bringingBack: revert, now: context.now.time)
            try await report([changed], store, context)
            for tag in removedTags where !entry.tags.contains(tagName(tag) ?? tag) {
                context.say("It had no tag “\(tag)”.")
            }
        }
    }

    private func openNote(of entry: Entry, _ store: Store, _ context: Context) async throws {
        try await Editor.change(entry.note ?? "", in: context.folder, context.environment) { note in
            guard note != entry.note ?? "" else { return context.say("The note stays as it was.") }
            var edit = Edit()
            edit.note = noteText(note).map { .set($0) } ?? .clear
            try await report([try await store.edit(entry.id, edit, now: context.now.time)], store, context)
        }
    }

    private func edit(_ moment: Moment?) -> Edit {
        var edit = Edit()
        if let felt { edit.felt = felt.update }
        if let note { edit.note = noteText(note).map { .set($0) } ?? .clear }
        edit.addedTags = addedTags
        edit.removedTags = removedTags
        edit.moment = moment
        edit.isPrivate = `private`
        if let face { edit.face = face.update }
        return edit
    }
}

/// A mood to say, or none.
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
            throw ValidationError("“\(text)” is no face: say a number from 1 on, or auto.")
        }
    }
}
