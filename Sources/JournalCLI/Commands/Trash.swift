import ArgumentParser
import Journal
import Storage

struct Trash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trash", _superCommandName: "journal",
        abstract: "Show the trash, or empty it.",
        discussion: """
            Nothing leaves the trash on its own. `journal restore ID` brings an entry back; --empty asks first, then \
            destroys everything in the trash as `journal remove --forever` does.

            With --json, one entry per line, the most recently trashed first.
            """)

    @Flag(help: "Destroy everything in the trash for good.")
    var empty = false

    @OptionGroup var consent: ConsentOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orPrint: empty ? PurgeReport.nothing : nil) { store in
            let trash = try await store.trash()
            let entries = trash.value
            if entries.isEmpty, trash.damaged.isEmpty { context.say("The trash is empty.") }
            if empty, entries.isEmpty {
                if context.printsJSON { Terminal.print(try jsonLine(PurgeReport.nothing)) }
            } else if empty {
                try await purge(entries, onlyInTrash: true, askFirst: !consent.yes, store, context)
            } else {
                try await report(entries, store, context)
            }
            try requireSound(trash.damaged)
        }
    }
}
