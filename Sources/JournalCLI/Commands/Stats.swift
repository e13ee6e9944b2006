import ArgumentParser
import Journal
import Storage

struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", _superCommandName: "journal",
        abstract: "Show what your moods add up to: trends, streaks, hours, and what goes with good days.",
        discussion: """
            An entry's mood is what you felt, else what your face shows, from −1 to +1; a day's is the mean of its \
            entries'. The numbers in parentheses bound a 95 % interval. What goes together need not cause each other; \
            under five days on either side nothing is said.

            With --json, one object: {"from","to","entries","days","mood","streaks","felt","seen","agreement","weekdays",\
            "hours","tags","trends"}, whose means are {"count","mean","low","high"}.

            Examples:
              journal stats "last month"
              journal stats --tag run
            """)

    @OptionGroup var days: DayArguments

    @OptionGroup(title: "Filters") var filters: FilterOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        var filter = try filters.filter(context)
        try days.narrow(&filter, "journal stats", context)
        let chosen = filter
        let today = context.now.day
        let nothing = Statistics([], today: today)
        try await context.withExistingStore(orPrint: nothing) { store in
            let statistics = try await store.statistics(chosen, today: today)
            if context.printsJSON { return Terminal.print(try jsonLine(statistics)) }
            if statistics.entries == 0 { context.say(try await nothingFound(chosen, in: store)) }
            let end = min(chosen.to ?? today, today)
            for line in StatsText.lines(statistics, until: end, context.screen.style) { Terminal.print(line) }
        }
    }
}
