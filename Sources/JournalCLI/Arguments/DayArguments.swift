import ArgumentParser
import Journal
import OperatingSystem
import Storage

/// Days without an option: `journal list yesterday`, `journal stats last month`.
struct DayArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Only these days: today, yesterday, march, \"last week\", 2026-05, 2026.", valueName: "days"))
    var days: [String] = []

    /// Narrows a filter to these days.
    ///
    /// - Parameters:
    ///   - command: the command's name, for messages about words that name no days.
    ///   - today: the day on which the words were said.
    /// - Throws: ``Failure`` with the code 64.
    func narrow(_ filter: inout EntryFilter, _ command: String, _ today: LocalDay) throws {
        guard !days.isEmpty else { return }
        let text = days.joined(separator: " ")
        do {
            let span = try ClosedRange<LocalDay>.understood(text, today: today)
            guard filter.from == nil, filter.to == nil else {
                throw Failure(.usage, "“\(text)” already says which days: leave out --from and --to.")
            }
            (filter.from, filter.to) = (span.lowerBound, span.upperBound)
        } catch let problem as SpokenProblem {
            throw Failure(.usage, meant(by: text, command) ?? problem.message)
        }
    }

    private func meant(by text: String, _ command: String) -> String? {
        let start = "“\(text)” does not name days"
        if let tag = ["#", "@"].first(where: text.hasPrefix) {
            return
                "\(start); `\(command) --tag \(shellQuoted(text.replacing(tag, with: "")))` lists entries with that tag."
        }
        if let number = Int(text), number > 5, number < 1000 {
            return "\(start); `\(command) --limit \(number)` lists that many."
        }
        if let felt = Felt(text) { return "\(start); `\(command) --felt \(felt.name)` lists entries with that mood." }
        // For words that could be a day, the calendar's own message is better.
        guard text.allSatisfy({ $0.isLetter || $0 == " " || $0 == "-" || $0 == "'" }) else { return nil }
        return "\(start); `journal search \(shellQuoted(text))` finds words."
    }
}
