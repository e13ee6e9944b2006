import ArgumentParser
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", _superCommandName: "journal",
        abstract: "Add photos to the journal, or a mood or note without one.",
        discussion: """
            Works offline. Each photo becomes an entry of its own, or with --together all of them become one, at the time \
            of the first that has a date. Photos are stored upright, at most 1600 pixels wide or high, without their metadata; \
            their date is kept. A photo without a date gets the one in its file's name (IMG_20240131_184500.jpg), with \
            --recursive also the file's own time, or else the current time, and you are told. A photo \
            that is already in the journal is not added again: mood, tags and other options are applied to its existing \
            entry, and a note is appended to the one it has.

            Examples:
              journal add selfie.jpg --felt good --note "first run this year" --tag run
              journal add --together beach.jpg dinner.jpg --note "a long day"
              journal add --felt okay
              journal add --recursive ~/Pictures/2026
              cat selfie.jpg | journal add -

            JSON: an object for each entry, as `journal show --json` prints it, with `dated`: what its time rests on, exif, \
            xmp, iptc, png (what the photo itself says), name, file or now; null if you said when it was, for an entry \
            without a photo, and for one that was there before. `doubt` says why that time may be wrong: name, file or now \
            again, early (before 1990) or future; null if there is no reason.
            """)

    @Argument(help: ArgumentHelp("JPEG or PNG photos; - reads standard input.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Option(
        help: "How you feel: awful, bad, okay, good, great, or 1 to 5.", completion: Completions.moods,
        transform: parseFelt)
    var felt: Felt?

    @Flag(help: "Ask how you feel.")
    var ask = false

    @Option(help: "A note.")
    var note: String?

    @Option(name: .customLong("tag"), help: "A tag; can be repeated.", completion: Completions.tags)
    var tags: [String] = []

    @Option(
        help: ArgumentHelp(
            "When it was: \"yesterday 21:30\", \"monday 9:15\", \"3 days ago\", \"2026-05-04 21:30\".",
            valueName: "when"))
    var at: String?

    @Flag(name: .customLong("private"), help: "Keep it on this machine only.")
    var isPrivate = false

    @Flag(
        name: .shortAndLong,
        help: "Add all pictures in the named folders and their subfolders, each at the date it was taken.")
    var recursive = false

    @Flag(help: "Make one entry of all the photos; if one of them is not a photo, nothing is added.")
    var together = false

    @Flag(help: "Sync afterwards.")
    var sync = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !files.isEmpty || felt != nil || ask || note.flatMap(noteText) != nil else {
            throw ValidationError("Name a photo, or use --felt or --note.")
        }
        guard !(together && recursive) else {
            throw ValidationError("--together cannot be combined with --recursive: name the photos of the entry.")
        }
        guard !together || !files.isEmpty else {
            throw ValidationError("--together makes one entry of several photos: name them.")
        }
    }

    mutating func run() async throws {
        let context = Context(common)
        if ask, felt == nil { felt = try askForFelt() }
        var paths = PhotoPath.named(files)
        if recursive {
            let named = paths
            paths = try await runBlocking { try PhotoFolders.files(in: named) }
        }
        let entries = together || paths.isEmpty ? [paths] : paths.map { [$0] }
        let failures = try await addAll(entries, context)
        if let failure = failures.first {
            guard entries.count > 1 else { throw failure }
            let code = failures.count < paths.count ? ExitStatus.partlyFailed : .failed
            throw Failure(code, "\(failures.count) of \(paths.count) files were not added.")
        }
        if sync { try await SyncCommand.drain(context) }
    }

    /// - Throws: ``Failure`` when there is no terminal to ask on, and when no mood leaves nothing to add.
    private func askForFelt() throws -> Felt? {
        guard isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 else {
            throw Failure(.usage, "--ask needs a terminal; use --felt instead.")
        }
        while let answer = Terminal.ask("How do you feel? awful, bad, okay, good or great, 1 to 5, or Enter to skip:"),
            !answer.allSatisfy(\.isWhitespace)
        {
            if let felt = Felt(answer.filter { !$0.isWhitespace }) { return felt }
        }
        guard !files.isEmpty || note.flatMap(noteText) != nil else { throw Failure(.failed, "Nothing was added.") }
        return nil
    }

    /// - Parameter entries: the files of each entry.
    private func addAll(_ entries: [[PhotoPath]], _ context: Context) async throws -> [Failure] {
        // A journal is created only once there is something to put into it.
        var store = try context.folder.holdsJournal() ? try await context.open() : nil
        let outcome = await Result {
            let dayEnd = at == nil ? nil : try await store?.diarySettings().dayEnd
            let moment = try at.map { try context.moment($0, for: "--at", dayEnd: dayEnd ?? .midnight) }
            return try await addAll(entries, to: &store, moment, context)
        }
        if let store { try? await context.tellOddZone(store) }
        if case .failure = outcome { try? await store?.close() } else { try await store?.close() }
        return try outcome.get()
    }

    /// Decodes photos on all cores and stores them in the order they were named.
    private func addAll(
        _ named: [[PhotoPath]], to store: inout Store?, _ moment: Moment?, _ context: Context
    ) async throws -> [Failure] {
        let existing = store
        var failures: [Failure] = []
        if named.count > 1 { Terminal.wipeStatusWhenInterrupted() }
        showProgress(0, of: named.count, context)
        // One more than there are cores, so that none is idle while waiting for, or storing, an earlier photo.
        try await orderedConcurrentMap(named, width: ProcessInfo.processInfo.activeProcessorCount + 1) { files in
            await Result { try await prepare(files, moment, existing, context) }
        } consume: { number, result in
            showProgress(nil, of: named.count, context)
            do {
                let draft = try result.get()
                let open = if let store { store } else { try await context.open() }
                store = open
                try await report(try await open.add(draft, now: context.now), named[number], open, context)
            } catch {
                guard !endsAdding(error), let failure = Failure(error) else { throw error }
                failures.append(failure)
                if named.count > 1 { Terminal.complain(failure.message) }
            }
            showProgress(number + 1, of: named.count, context)
        }
        return failures
    }

    /// Whether the journal itself cannot store more, so that the next photo would fail, too.
    private func endsAdding(_ error: any Error) -> Bool {
        switch error {
        case StoreError.disk, StoreError.busy, StoreError.broken: true
        default: false
        }
    }

    /// Shows on a terminal how many of several photos are done; clears that once all are, or with `nil`.
    private func showProgress(_ done: Int?, of total: Int, _ context: Context) {
        guard total > 1, !context.isQuiet else { return }
        let bar = done.map { ProgressBar(done: $0, total: total) }
        Terminal.status(bar.map { $0.done < $0.total ? $0.line(columns: Terminal.statusColumns) : "" } ?? "")
    }

    private func prepare(
        _ files: [PhotoPath], _ moment: Moment?, _ store: Store?, _ context: Context
    ) async throws -> PreparedDraft {
        let photos = try await NamedPhotos(files, datesByFile: recursive)
        let draft = Draft(
            id: context.newID(), photos: photos.sources, moment: moment, felt: felt, note: note.flatMap(noteText),
            tags: tags, isPrivate: isPrivate)
        return try await photos.decoding {
            if let store { return try await store.prepare(draft) }
            return try await PreparedDraft(forNewJournal: draft)
        }
    }

    private func report(_ result: AddResult, _ files: [PhotoPath], _ store: Store, _ context: Context) async throws {
        if context.printsJSON { return Terminal.print(try jsonLine(result)) }
        let id = try await store.shortIDs(of: [result.entry.id])[result.entry.id] ?? ""
        Terminal.print(EntryText.line(result.entry, id: id, context.screen))
        let photos = result.entry.photos
        // Skipped if the entry has other photos, which this command was not about.
        for (place, photo) in photos.enumerated() where photos.count == files.count {
            for remark in photo.remarks { context.say("\(files[place].text): \(remark.english).") }
        }
        if let doubt = EntryText.doubt(of: result, id: id), let file = files.first {
            context.say("\(file.isStandardInput ? "standard input" : file.text): \(doubt)")
        }
        guard case .known = result else { return }
        context.say(
            files.count > 1
                ? "One of these photos is already in the journal, as \(id); the entry now has them all."
                : "This photo is already in the journal, as \(id).")
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous call returned or threw.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

func parseFelt(_ text: String) throws -> Felt {
    guard let felt = Felt(text) else {
        throw ValidationError("“\(text)” is not a mood: use awful, bad, okay, good or great, or 1 to 5.")
    }
    return felt
}
