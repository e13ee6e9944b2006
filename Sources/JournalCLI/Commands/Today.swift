import Journal
import Storage

/// The output of `journal` without a command.
enum Today {
    /// The most entries of the day to show.
    private static let limit = 20

    /// Shows the day at a glance: its entries, the streak, what is pending. Does not create a journal.
    static func show(_ context: Context) async throws {
        guard try context.folder.holdsJournal() else {
            if context.printsJSON {
                return Terminal.print(try jsonLine(Overview(day: context.now.day)))
            }
            Terminal.print(welcome(context.folder.path))
            return
        }
        try await context.withStore { store in
            let today = try await context.now(in: store).day
            let overview = try await store.overview(of: today, limit: limit)
            if context.printsJSON {
                Terminal.print(try jsonLine(overview))
                return try requireSound(overview.damaged)
            }
            let screen = context.screen
            Terminal.print("\(screen.style.bold(TerminalText(heading(today))))  \(streak(overview.streak, today))")
            if overview.entries.isEmpty, overview.damaged.isEmpty {
                Terminal.print("Nothing yet. How do you feel? `journal add --felt good` or `journal add selfie.jpg`")
            }
            let ids = try await store.shortIDs(of: overview.entries.map(\.id))
            for entry in overview.entries { Terminal.print(EntryText.line(entry, id: ids[entry.id] ?? "", screen)) }
            if let sentence = waiting(overview) { Terminal.print(TerminalText(sentence)) }
            try requireSound(overview.damaged)
        }
    }

    private static func welcome(_ folder: String) -> [TerminalText] {
        [
            "Your journal is empty. It will be stored in \(folder), on this machine only.", "",
            "  journal add selfie.jpg                      a photo, saved in about a tenth of a second",
            "  journal add --felt good --note \"slept well\"  how you feel, without a photo",
            "  journal --help                              everything else",
        ]
    }

    /// "Wednesday, 25 November 2026".
    private static func heading(_ day: LocalDay) -> String {
        "\(day.weekdayName), \(day.day) \(day.monthName) \(day.year)"
    }

    private static func streak(_ streak: Streak?, _ today: LocalDay) -> String {
        guard let streak else { return "no streak yet" }
        let length = Quantity.of(streak.days, "day", "days")
        return streak.to == today ? "streak \(length)" : "streak \(length), if you write today"
    }

    private static func waiting(_ overview: Overview) -> String? {
        var parts: [String] = []
        if overview.waiting > 0 { parts.append("\(overview.waiting) waiting for `journal sync`") }
        if overview.failed > 0 { parts.append("\(overview.failed) set aside, see `journal queue`") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
