import ArgumentParser
import Exchange
import Foundation
import Journal
import Storage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", _superCommandName: "journal",
        abstract: "Import entries exported from this program, Daylio, Day One or jrnl.",
        discussion: """
            The format is detected from the content: a folder written by `journal export`, Daylio's CSV, Day One's \
            JSON zip or its unpacked folder, or the output of `jrnl --format json`; each of them also in a zip or tar \
            archive, or piped in (`… | journal import -`). CSV may be separated by commas, semicolons or tabs; text may \
            be UTF-8, UTF-16 or Windows-1252. Entries that are already in the journal stay as they are, so importing the \
            same source twice changes nothing. A bad entry is named, the others are imported, and the exit code is 2.

            Daylio's moods have the names you gave them: map them with --mood-map, or answer when asked. Times from \
            Daylio and jrnl are read in this machine's time zone; put TZ=Europe/Paris in front of the command to use \
            another. Times that clocks there skipped or showed twice are named. Entries keep the day they had there, \
            whenever your own day ends. Daylio's formatted notes become text.

            With --json, one object: {"added","known","failed","withoutPhoto","purged"}.

            Examples:
              journal import ~/diary-2026
              journal import daylio_export.csv --mood-map "rad=great,meh=okay"
              jrnl --format json | journal import -
            """)

    @Argument(
        help: ArgumentHelp("A folder or a file; - reads standard input.", valueName: "source"), completion: .file())
    var source: String

    @Option(
        name: .customLong("mood-map"),
        help: ArgumentHelp("What moods mean, for example \"rad=great,meh=okay\".", valueName: "name=mood,…"),
        transform: MoodMap.init)
    var moodMap = MoodMap()

    @Flag(help: "Show what would be imported, and write nothing.")
    var dryRun = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        var source = try await Import(place, zone: context.now.zone)
        source.translate(moodMap.moods)
        if !source.foreignMoods.isEmpty { source.translate(try MoodMap.asked(for: source.foreignMoods)) }

        let opened = source
        var dayEnd = DayEnd.midnight
        let summary = try await Terminal.wipingStatus {
            if dryRun, try !context.folder.holdsJournal() { return try await bringIn(opened, into: nil, context) }
            return try await context.withStore { store in
                dayEnd = try await store.diarySettings().dayEnd
                let summary = try await bringIn(opened, into: store, context)
                if summary.added > 0, !dryRun { try await context.tellOddZone(store) }
                return summary
            }
        }
        for remark in source.remarks { context.say(remark) }
        if context.printsJSON { Terminal.print(try jsonLine(summary)) } else { context.say(sentence(summary)) }
        if summary.added > 0, dayEnd != .midnight {
            context.say("They keep the day that they had there, also those from before \(dayEnd).")
        }
        if let failure = failure(summary) { throw failure }
    }

    private var place: ImportPlace {
        get throws {
            let path = PhotoPath.named([source])[0]
            guard path.text != source else { return ImportPlace(source) }
            return ImportPlace(shown: path.text, path: try path.textual(), folder: try path.parent.textual())
        }
    }

    private func bringIn(_ source: Import, into store: Store?, _ context: Context) async throws -> Import.Summary {
        var source = source
        return try await source.run(into: store, isTrial: dryRun, now: context.now) { report in
            switch report {
            case .problem(let sentence):
                Terminal.status("")
                Terminal.complain(sentence)
            case .remark(let sentence): context.say(sentence)
            case .progress(let done, let count):
                if !context.isQuiet { Terminal.status("\(done)" + (count.map { " of \($0)" } ?? " entries")) }
            }
        }
    }

    private func sentence(_ summary: Import.Summary) -> String {
        var sentence = "\(summary.added) new, \(summary.known) already there"
        if summary.purged > 0 { sentence += ", \(summary.purged) left out because they were purged here before" }
        if summary.failed > 0 { sentence += ", \(summary.failed) not imported" }
        return sentence + (dryRun ? "; nothing was written." : ".")
    }

    private func failure(_ summary: Import.Summary) -> Failure? {
        let good = summary.added + summary.known + summary.purged
        if summary.failed > 0 {
            return Failure(
                good > 0 ? .partlyFailed : .failed, "\(summary.failed) of \(good + summary.failed) were not imported.")
        }
        guard summary.withoutPhoto > 0 else { return nil }
        return Failure(.partlyFailed, "\(summary.withoutPhoto) of \(good) were imported without their photo.")
    }
}

/// What the names of another diary's moods mean in ours.
struct MoodMap: Sendable {
    private(set) var moods: [String: Felt] = [:]

    /// An empty map.
    init() {}

    /// Parses `rad=great,meh=okay`.
    init(_ text: String) throws {
        for pair in text.split(separator: ",") {
            guard let sign = pair.lastIndex(of: "="), let felt = Felt(pair[pair.index(after: sign)...].trimmed),
                !pair[..<sign].trimmed.isEmpty
            else {
                throw ValidationError(
                    "“\(pair.trimmed)” does not map a mood: write name=mood, with awful, bad, okay, good or great after the =."
                )
            }
            moods[pair[..<sign].trimmed] = felt
        }
    }

    /// Asks on the terminal what the moods mean.
    ///
    /// - Throws: ``Failure`` if there is no terminal, or no answer.
    static func asked(for names: [(name: String, count: Int)]) throws -> [String: Felt] {
        let list = names.map { "“\($0.name)”" }.joined(separator: ", ")
        let example = names.map { "\($0.name)=okay" }.joined(separator: ",")
        let unanswered = Failure(
            .badInput, "Nothing was imported: map \(list) to moods, for example with --mood-map \"\(example)\".")
        guard isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 else { throw unanswered }
        Terminal.say("Which mood is it? awful, bad, okay, good or great, or 1 to 5.")
        var moods: [String: Felt] = [:]
        for (name, count) in names {
            while moods[name] == nil {
                Terminal.say("“\(name)” (\(Quantity.of(count, "entry", "entries"))):")
                guard let answer = readLine() else { throw unanswered }
                moods[name] = Felt(answer[...].trimmed)
            }
        }
        return moods
    }
}

extension Substring {
    fileprivate var trimmed: String {
        trimmingCharacters(in: .whitespaces)
    }
}
