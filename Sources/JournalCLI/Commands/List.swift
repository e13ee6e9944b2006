import ArgumentParser
import Journal
import Storage

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the newest entries.",
        discussion: "With --json, one entry a line, newest first.")

    @Option(help: "How many entries to show at most.")
    var limit = 50

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is a number from 1 on.") }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore { store in
            let entries = try await store.timeline(limit: limit).entries
            if context.printsJSON {
                for entry in entries { Terminal.print(try jsonLine(entry)) }
                return
            }
            if entries.isEmpty { context.say("The journal is empty; `journal add selfie.jpg` makes the first entry.") }
            let ids = try await store.shortIDs(of: entries.map(\.id))
            for entry in entries { Terminal.print(EntryText.line(entry, id: ids[entry.id] ?? "")) }
        }
    }
}
