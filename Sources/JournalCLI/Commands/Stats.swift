import ArgumentParser
import Journal
import Storage

struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", _superCommandName: "journal",
        abstract: "Show statistics of your moods: trends, streaks, hours, and which tags go with good days.",
        discussion: """
            An entry's mood is what you felt or, if you did not say, what your face shows, from −1 to +1; a day's mood \
            is the mean of its entries. The numbers in parentheses are a 95 % confidence interval. A tag that goes with \
            good days need not be their cause; tags with fewer than five days on either side are left out.

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
        // Words that nobody understands are refused whether there is a journal or not.
        _ = try filter(context.now.day)
        try await context.withExistingStore(orPrint: Statistics([], today: context.now.day)) { store in
            let today = try await context.now(in: store).day
            let chosen = try filter(today)
            let read = try await store.statistics(chosen, today: today)
            let statistics = read.value
            if context.printsJSON {
                Terminal.print(try jsonLine(statistics))
            } else {
                if statistics.entries == 0 { context.say(try await nothingFound(chosen, in: store)) }
                let end = min(chosen.to ?? today, today)
                for line in StatsText.lines(statistics, until: end, context.screen.style) { Terminal.print(line) }
            }
            try requireSound(read.damaged)
        }
    }

    private func filter(_ today: LocalDay) throws -> EntryFilter {
        var filter = try filters.filter(today)
        try days.narrow(&filter, "journal stats", today)
        return filter
    }
}
