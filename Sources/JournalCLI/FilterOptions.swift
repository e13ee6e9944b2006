public import ArgumentParser
public import Journal
import Storage

/// The options that choose entries, the same for every command that lists or counts them.
struct FilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("From this day on: 2026-05-04, 2026-05, 2026, today or yesterday.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Up to this day.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp("Felt like this: a name, 1 to 5, or a range such as 2..4.", valueName: "mood"),
        transform: parseFeltRange)
    var felt: ClosedRange<Felt>?

    @Option(
        help: ArgumentHelp(
            "The emotion the face shows most; several mean one of them (\(Emotion.list)).", valueName: "emotion"))
    var seen: [Emotion] = []

    @Option(name: .customLong("tag"), help: "With this tag; several mean all of them.")
    var tags: [String] = []

    @Option(
        help: ArgumentHelp(
            "How far the analysis is; several mean one of them (\(Entry.Status.list)).", valueName: "status"))
    var status: [Entry.Status] = []

    @Flag(inversion: .prefixedNo, help: "With a photo, or without.")
    var photo: Bool?

    @Flag(name: .customLong("private"), inversion: .prefixedNo, help: "Private, or not.")
    var isPrivate: Bool?

    /// What was asked for.
    ///
    /// - Throws: ``Failure`` with the code 64 for days that are none.
    func filter(_ context: Context) throws -> EntryFilter {
        var filter = EntryFilter()
        filter.from = try from.map { try days($0, "--from", context).lowerBound }
        filter.to = try to.map { try days($0, "--to", context).upperBound }
        if let from = filter.from, let to = filter.to, to < from {
            throw Failure(.usage, "--from \(from) is later than --to \(to).")
        }
        filter.felt = felt
        filter.seen = Set(seen)
        filter.tags = tags
        filter.statuses = Set(status)
        filter.hasPhoto = photo
        filter.isPrivate = isPrivate
        return filter
    }

    private func days(_ text: String, _ option: String, _ context: Context) throws -> ClosedRange<LocalDay> {
        guard let days = ClosedRange<LocalDay>(spoken: text, today: context.now.day) else {
            throw Failure(
                .usage, "\(option) “\(text)” is no day: write 2026-05-04, 2026-05, 2026, today or yesterday.")
        }
        return days
    }
}

extension Emotion: ExpressibleByArgument {
    fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension Entry.Status: ExpressibleByArgument {
    fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

private func parseFeltRange(_ text: String) throws -> ClosedRange<Felt> {
    guard let range = ClosedRange<Felt>(spoken: text) else {
        throw ValidationError(
            "“\(text)” is no mood: say awful, bad, okay, good or great, 1 to 5, or a range such as 2..4.")
    }
    return range
}
