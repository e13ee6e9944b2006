import ArgumentParser
import Journal
import Storage

/// Days named by themselves: `journal list yesterday`, `journal stats last month`.
struct DayArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Only these days: today, yesterday, march, \"last week\", 2026-05, 2026.", valueName: "days"))
    var days: [String] = []

    /// Narrows a filter to these days.
    ///
    /// - Parameter command: the command's name, for what is said of words that name none.
    /// - Throws: ``Failure`` with the code 64.
    func narrow(_ filter: inout EntryFilter, _ command: String, _ context: Context) throws {
        guard !days.isEmpty else { return }
        let text = days.joined(separator: " ")
        do {
            let span = try ClosedRange<LocalDay>.understood(text, today: context.now.day)
            guard filter.from == nil, filter.to == nil else {
                throw Failure(.usage, "“\(text)” says which days already: leave out --from and --to.")
            }
            (filter.from, filter.to) = (span.lowerBound, span.upperBound)
        } catch let problem as SpokenProblem {
            throw Failure(.usage, meant(by: text, command) ?? problem.message)
        }
    }

    private func meant(by text: String, _ command: String) -> String? {
        let start = "“\(text)” names no days"
        if let tag = ["#", "@"].first(where: text.hasPrefix) {
            return "\(start); `\(command) --tag \(UsageError.quoted(text.replacing(tag, with: "")))` has that tag."
        }
        if let number = Int(text), number > 5, number < 1000 {
            return "\(start); `\(command) --limit \(number)` shows so many."
        }
        if let felt = Felt(text) { return "\(start); `\(command) --felt \(felt.name)` shows those moods." }
        // What might be a day, but which, is told by the calendar's own sentence.
        guard text.allSatisfy({ $0.isLetter || $0 == " " || $0 == "-" || $0 == "'" }) else { return nil }
        return "\(start); `journal search \(UsageError.quoted(text))` finds words."
    }
}
