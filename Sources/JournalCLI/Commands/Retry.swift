import ArgumentParser
import Journal
import Storage

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", _superCommandName: "journal",
        abstract: "Let entries that were set aside wait for the next sync again.",
        discussion: """
            An entry that was analysed already is analysed once more only with --again: each analysis is paid for.

            With --json, the entries as they are now, one a line.
            """)

    @Argument(
        help: ArgumentHelp("Ids of entries, or the ends of them.", valueName: "id"), completion: Completions.entries)
    var entries: [String] = []

    @Flag(help: "Everything that was set aside.")
    var all = false

    @Flag(help: "Have these entries analysed once more, those included that have an answer.")
    var again = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard all != !entries.isEmpty else { throw ValidationError("Name entries, or say --all.") }
        guard !(again && all) else { throw ValidationError("--again is for entries that you name, not for --all.") }
    }

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore(orElse: noJournal(context)) { store in
            var chosen: [Entry] = []
            for text in entries { chosen.append(try await store.entry(named: text)) }
            var count = try await store.retry(all ? nil : chosen.map(\.id))
            if again { count = try await store.analyzeAgain(chosen.map(\.id), now: context.now.time) }
            if context.printsJSON {
                for entry in chosen {
                    if let entry = try await store.entry(entry.id) { Terminal.print(try jsonLine(entry)) }
                }
                return
            }
            context.say(
                count == 0
                    ? "Nothing of that was set aside." : "\(count) set aside before, now waiting for `journal sync`.")
        }
    }
}
