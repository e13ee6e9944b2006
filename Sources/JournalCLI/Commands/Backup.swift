import ArgumentParser
import Foundation
import Journal
import Storage

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", _superCommandName: "journal",
        abstract: "Write the whole journal into one file, and check it.",
        discussion: """
            The journal may be in use meanwhile. The copy appears under its name only when it has been opened, checked \
            and counted. It holds everything, private entries too, and only you can read it. To put it back, move \
            the journal's folder away and copy the file into a new one as journal.sqlite.

            With --json, one object: {"file","entries","photos","bytes"}.

            Examples:
              journal backup /media/usb/journal.sqlite --replace
              journal backup /media/usb     (there as journal-2026-05-04.sqlite, by today's date)
            """)

    @Argument(
        help: ArgumentHelp("The file to write, or the folder to write it in.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Let it take the place of an earlier backup of that name.")
    var replace = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !file.isEmpty, file != "-" else {
            throw ValidationError("Name a file: a backup is opened and checked, which a pipe cannot be.")
        }
    }

    func run() async throws {
        let context = Context(common)
        let path = try target(context)
        let missing = Failure(.notFound, "There is no journal in \(context.folder.path), so nothing to back up.")
        let holdings = try await Terminal.wipingStatus {
            try await context.withExistingStore(orElse: missing) { store in
                try await store.backUp(to: path, replacing: replace) { share in
                    if !context.isQuiet { Terminal.status("\(Int(share * 100)) %") }
                }
            }
        }
        guard let holdings else { return }
        if context.printsJSON {
            Terminal.print(try jsonLine(Report(file: path, holdings)))
        } else {
            Terminal.print(Terminal.visible("\(path): \(EntryText.holdings(holdings))"))
        }
    }

    /// The file that is meant.
    private func target(_ context: Context) throws -> String {
        let path = URL(filePath: file).standardizedFileURL.path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return "\(path)/journal-\(context.now.day).sqlite"
        }
        let parent = URL(filePath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
            throw Failure(.notFound, "There is no folder \(parent): make it, or plug its disk in.")
        }
        return path
    }

    private struct Report: Encodable {
        var file: String
        var entries, photos: Int
        var bytes: Int64

        init(file: String, _ holdings: JournalCounts) {
            self.file = file
            (entries, photos, bytes) = (holdings.entries, holdings.photos, holdings.bytes)
        }
    }
}
