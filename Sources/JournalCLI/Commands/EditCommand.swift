import ArgumentParser
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

            With --json, the entry as it is now.

            Examples:
              journal edit 37bbcfe7 --felt good --note "slept well after all"
              journal edit 37bbcfe7 --felt none --tag sea --untag run
              journal edit 37bbcfe7 --face 2
            """)

    @Argument(help: ArgumentHelp("The entry's id, or the end of it that `journal list` shows.", valueName: "id"))
    var entry: String

    @Option(
        help: "How you felt: awful, bad, okay, good, great, or 1 to 5; none takes it back.",
        transform: FeltChange.init)
    var felt: FeltChange?

    @Option(help: "The note; an empty one removes it.")
    var note: String?

    @Option(name: .customLong("tag"), help: "A tag to add; can be given several times.")
    var addedTags: [String] = []

    @Option(name: .customLong("untag"), help: "A tag to remove; can be given several times.")
    var removedTags: [String] = []

    @Option(
        help: ArgumentHelp("When it was, for example \"yesterday 21:30\" or \"2026-05-04 21:30\".", valueName: "when"))
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

    func validate() throws {
        guard
            felt != nil || note != nil || !addedTags.isEmpty || !removedTags.isEmpty || at != nil || `private` != nil
                || face != nil || revert != nil
        else { throw ValidationError("Say what to change, for example --felt good or --note \"…\".") }
        if let at { try checkMoment(at, Context(common).now) }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            let id = try await store.entry(named: entry).id
            if let revert { _ = try await store.bringBack(revision: revert, of: id, now: context.now.time) }
            let changed = try await store.edit(id, edit(context.now), now: context.now.time)
            try await report([changed], store, context)
        }
    }

    private func edit(_ now: Moment) -> Edit {
        var edit = Edit()
        if let felt { edit.felt = felt.update }
        if let note { edit.note = note.isEmpty ? .clear : .set(note) }
        edit.addedTags = addedTags
        edit.removedTags = removedTags
        edit.moment = at.flatMap { Moment(spoken: $0, now: now) }
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
