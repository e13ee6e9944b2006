import ArgumentParser
import Foundation
import Journal
import OperatingSystem
import Storage

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", _superCommandName: "journal",
        abstract: "Back up the whole journal into one file, and check it.",
        discussion: """
            The journal can be in use meanwhile. The copy gets its name only after it has been opened, checked and \
            counted. It holds everything, including private entries, and only you can read it. To restore it, move \
            the journal's folder away and copy the file into a new one as journal.sqlite.

            With --json, one object: {"file","entries","photos","bytes"}.

            Examples:
              journal backup /media/usb/journal.sqlite --replace
              journal backup /media/usb     (as journal-2026-05-04.sqlite, with today's date)
            """)

    @Argument(
        help: ArgumentHelp("The file to write, or a folder to write it to.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Replace an earlier backup of that name.")
    var replace = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !file.isEmpty, file != "-" else {
            throw ValidationError("Name a file: a backup is opened and checked, and a pipe cannot be.")
        }
    }

    func run() async throws {
        let context = Context(common)
        let path = try target(context)
        let missing = Failure(
            .notFound, "There is no journal in \(context.folder.path), so there is nothing to back up.")
        let counts = try await Terminal.wipingStatus {
            try await context.withExistingStore(orElse: missing) { store in
                try await store.backUp(to: path, replacing: replace) { share in
                    if !context.isQuiet { Terminal.status("\(Int(share * 100)) %") }
                }
            }
        }
        guard let counts else { return }
        if context.printsJSON {
            Terminal.print(try jsonLine(Report(file: path, counts)))
        } else {
            Terminal.print("\(path): \(EntryText.counts(counts))")
        }
    }

    /// The path of the backup to write.
    private func target(_ context: Context) throws -> String {
        let path = standardPath(file)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return "\(path)/journal-\(context.now.day).sqlite"
        }
        let parent = parentFolder(of: path)
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
            throw Failure(.notFound, "There is no folder \(parent): create it, or connect its disk.")
        }
        return path
    }

    private struct Report: Encodable {
        var file: String
        var entries, photos: Int
        var bytes: Int64

        init(file: String, _ counts: JournalCounts) {
            self.file = file
            (entries, photos, bytes) = (counts.entries, counts.photos, counts.bytes)
        }
    }
}
