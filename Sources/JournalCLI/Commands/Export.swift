import ArgumentParser
import Exchange
import Foundation
import Journal
import OperatingSystem
import Storage

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", _superCommandName: "journal",
        abstract: "Export entries and photos to a folder, or entries to a spreadsheet.",
        discussion: """
            The folder holds entries.jsonl (one entry per line, oldest first, as --json prints it, with everything \
            needed to import it again), photos named by date and id, and index.md for reading. Only your account can \
            read it; it includes private entries. `journal import FOLDER` imports it into any journal.

            --csv writes one CSV file (RFC 4180) without photos, for spreadsheets; it cannot be imported again. Notes \
            and tags that a spreadsheet would take for a formula are prefixed with an apostrophe. With --bom it starts with \
            a byte order mark, without which Excel does not recognise UTF-8. On a terminal, --csv - shows control \
            characters instead of obeying them; a file or pipe gets the text as it is.

            With --json, one object: {"entries","photos","path"}.

            Examples:
              journal export ~/diary-2026 --from 2026 --to 2026
              journal export --csv moods.csv --tag run
            """)

    @Argument(help: ArgumentHelp("A new folder, or an empty one.", valueName: "folder"), completion: .directory)
    var folder: String?

    @Option(
        help: ArgumentHelp("Write a new CSV file instead; - writes to standard output.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var csv: String?

    @Flag(help: "Start the CSV with a byte order mark, for Excel.")
    var bom = false

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @Flag(help: "Include entries in the trash.")
    var withTrash = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (folder == nil) != (csv == nil) else {
            throw ValidationError("Name a new folder, or use --csv with a new file.")
        }
        guard !bom || csv != nil else {
            throw ValidationError("--bom is for CSV: add --csv with a new file.")
        }
        guard csv != "-" || !common.json else {
            throw ValidationError("--csv - and --json cannot be combined: both print to standard output.")
        }
        if let folder, folder.lowercased().hasSuffix(".csv") {
            throw ValidationError(
                "\(folder) would become a folder; to write CSV, use `journal export --csv \(shellQuoted(folder))`."
            )
        }
    }

    func run() async throws {
        let context = Context(common)
        let missing = Failure(
            .notFound, "There is no journal in \(context.folder.path), so there is nothing to export.")
        try await context.withExistingStore(orElse: missing) { store in
            let readIDs = try await ids(store, withTrash: withTrash, context)
            let chosen = readIDs.value
            let export = Export(chosen, of: store)
            let tell: @Sendable (Int) -> Void = { done in
                if !context.isQuiet { Terminal.status("\(done) of \(chosen.count)") }
            }
            let path = csv == "-" ? "standard output" : csv ?? folder ?? ""
            let summary = try await Terminal.wipingStatus { () -> Export.Summary? in
                if csv == "-" { return try await print(export, tell) }
                if let csv { return try await export.write(toSpreadsheet: csv, hasMark: bom, tell: tell) }
                return try await export.write(toFolder: path, tell: tell)
            }
            guard let summary else { return }
            let inTrash = withTrash ? 0 : try await ids(store, withTrash: true, context).value.count - chosen.count
            if inTrash > 0 {
                context.say(
                    "\(Quantity.of(inTrash, "entry", "entries")) in the trash left out; --with-trash includes the trash."
                )
            }
            if context.printsJSON {
                Terminal.print(try jsonLine(Outcome(summary, path)))
            } else {
                let photos = csv == nil ? " and " + Quantity.of(summary.photos, "photo", "photos") : ""
                context.say("\(Quantity.of(summary.entries, "entry", "entries"))\(photos) written to \(path).")
            }
            try requireSound(readIDs.damaged + summary.damaged)
        }
    }

    /// Writes CSV to standard output; `nil` when the reader has closed the pipe.
    private func print(_ export: Export, _ tell: @Sendable (Int) -> Void) async throws -> Export.Summary? {
        do {
            guard isatty(STDOUT_FILENO) != 0 else {
                return try await export.write(spreadsheetTo: .standardOutput, hasMark: bom, tell: tell)
            }
            return try await export.write(tell: tell) { rows in
                Terminal.print(file: rows)
                guard StandardStreams.isRead else { throw ReaderIsGone() }
            }
        } catch is ReaderIsGone {
            return nil
        }
    }

    private func ids(_ store: Store, withTrash: Bool, _ context: Context) async throws -> ReadAroundDamage<[EntryID]> {
        var filter = try filters.filter(try await context.now(in: store).day)
        filter.withTrash = withTrash
        return try await store.entryIDs(filter)
    }

    /// What `--json` prints.
    private struct Outcome: Encodable {
        var entries: Int
        var photos: Int
        var path: String

        init(_ summary: Export.Summary, _ path: String) {
            entries = summary.entries
            photos = summary.photos
            self.path = path
        }
    }
}
