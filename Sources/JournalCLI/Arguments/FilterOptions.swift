public import ArgumentParser
public import Journal
import Storage

/// The options that choose entries, the same for every command that lists or counts them.
struct FilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From this day on: 2026-05-04, 2026-05, 2026, monday, \"3 days ago\", \"last month\".", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Up to this day, or to the last day of a month or year.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp("The mood you felt: a name, 1 to 5, or a range such as 2..4.", valueName: "mood"),
        completion: Completions.moods, transform: parseFeltRange)
    var felt: ClosedRange<Felt>?

    @Option(
        help: ArgumentHelp(
            "The strongest emotion the face shows; repeat to match any of several.", valueName: "emotion"))
    var seen: [Emotion] = []

    @Option(
        name: .customLong("tag"), help: "With this tag; repeat to require all of several.", completion: Completions.tags
    )
    var tags: [String] = []

    @Option(
        help: ArgumentHelp(
            "The state of the analysis; repeat to match any of several.", valueName: "status"))
    var status: [Entry.Status] = []

    @Flag(inversion: .prefixedNo, help: "Only entries with a photo, or without.")
    var photo: Bool?

    @Flag(name: .customLong("private"), inversion: .prefixedNo, help: "Only private entries, or only others.")
    var isPrivate: Bool?

    /// The filter that these options describe, on that day.
    ///
    /// - Throws: ``Failure`` with the code 64 for invalid days.
    func filter(_ today: LocalDay) throws -> EntryFilter {
        var filter = EntryFilter()
        filter.from = try from.map { try days($0, "--from", today).lowerBound }
        filter.to = try to.map { try days($0, "--to", today).upperBound }
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

    private func days(_ text: String, _ option: String, _ today: LocalDay) throws -> ClosedRange<LocalDay> {
        do {
            return try ClosedRange<LocalDay>.understood(text, today: today)
        } catch {
            throw Failure(.usage, "\(option): \(error.message)")
        }
    }
}

/// How many entries to show.
struct PageOptions: ParsableArguments {
    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp("The most entries to show (default: 50), or all.", valueName: "number|all"),
        transform: Limit.init)
    var most = Limit(count: 50)

    /// `nil` for all.
    var limit: Int? { most.count }
}

/// A number of entries, or all.
struct Limit: CustomStringConvertible {
    /// `nil` for all.
    let count: Int?

    init(count: Int?) {
        self.count = count
    }

    init(_ text: String) throws {
        if text.lowercased() == "all" {
            count = nil
        } else if let number = Int(text), number > 0 {
            count = number
        } else {
            throw ValidationError("“\(text)” is not a number of entries: use 1 or more, or all.")
        }
    }

    var description: String { count.map(String.init) ?? "all" }
}

/// Whether to ask before something is destroyed.
struct ConsentOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask for confirmation.")
    var yes = false
}

extension Emotion: ExpressibleByArgument {}

extension Entry.Status: ExpressibleByArgument {}

private func parseFeltRange(_ text: String) throws -> ClosedRange<Felt> {
    guard let range = ClosedRange<Felt>(spoken: text) else {
        throw ValidationError(
            "“\(text)” is not a mood: use awful, bad, okay, good or great, 1 to 5, or a range such as 2..4.")
    }
    return range
}
