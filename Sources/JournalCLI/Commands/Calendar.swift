import ArgumentParser
import Journal
import Storage

struct Calendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", _superCommandName: "journal",
        abstract: "Show a year in pixels: the mood of every day.",
        discussion: """
            A day's mood is the mean of its entries.

            With --json, one object: {"year","days":[{"day","entries","mood","felt","seen"}]}.
            """)

    @Argument(help: "The year; default: this year.", transform: parseYear)
    var year: Int?

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        _ = try filters.filter(context.now.day)
        let nothing = YearCalendar(year: year ?? context.now.day.year, days: [])
        try await context.withExistingStore(orPrint: nothing) { store in
            let today = try await context.now(in: store).day
            let calendar = try await store.calendar(year ?? today.year, try filters.filter(today))
            if context.printsJSON {
                Terminal.print(try jsonLine(calendar.value))
            } else {
                for line in YearText.lines(calendar.value, context.screen) { Terminal.print(line) }
            }
            try requireSound(calendar.damaged)
        }
    }
}

private func parseYear(_ text: String) throws -> Int {
    guard let year = Int(text), (1...9999).contains(year) else {
        throw ValidationError("“\(text)” is not a year: use 1 to 9999, for example 2026.")
    }
    return year
}
