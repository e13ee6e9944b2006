import ArgumentParser
import Journal
import Messages
import Storage

struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", _superCommandName: "journal",
        abstract: "Show what is waiting for the network, and why.",
        discussion: """
            An entry's photos stand together, with their numbers as `journal show` lists them if several are waiting.

            With --json, one job per line, oldest first: {"entry","photo","kind","state","attempts","notBefore","reason"}.
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        try await context.withExistingStore { store in
            let jobs = try await store.queue()
            if context.printsJSON {
                for job in jobs { Terminal.print(try jsonLine(job)) }
                return
            }
            if jobs.isEmpty { context.say("All done.") }
            let ids = try await store.shortIDs(of: jobs.compactMap(\.entry))
            let numbers = try await photoNumbers(jobs, store)
            for job in byEntry(jobs) {
                let id = job.entry.flatMap { ids[$0] } ?? "purged  "
                let reason = job.reason.map { "  \($0.english)" } ?? ""
                let state = job.state == .failed ? "set aside" : job.state.rawValue
                let photo = numbers[job.photo].map { "  photo \($0)" } ?? ""
                Terminal.print("\(id)  \(job.kind.rawValue)  \(state)\(photo)\(reason)")
            }
        }
    }

    /// The jobs, with those of an entry together, at the place of its oldest.
    private func byEntry(_ jobs: [Job]) -> [Job] {
        var places: [EntryID: Int] = [:]
        var groups: [[Job]] = []
        for job in jobs {
            if let entry = job.entry, let place = places[entry] {
                groups[place].append(job)
            } else {
                if let entry = job.entry { places[entry] = groups.count }
                groups.append([job])
            }
        }
        return groups.flatMap(\.self)
    }

    /// For entries with several waiting photos: the photos' numbers, by SHA-256.
    private func photoNumbers(_ jobs: [Job], _ store: Store) async throws -> [String: Int] {
        var photos: [EntryID: Set<String>] = [:]
        for job in jobs { if let entry = job.entry { photos[entry, default: []].insert(job.photo) } }
        var numbers: [String: Int] = [:]
        for entry in try await store.entries(photos.filter { $0.value.count > 1 }.map(\.key)) {
            for (place, photo) in entry.photos.enumerated() { numbers[photo.sha256] = place + 1 }
        }
        return numbers
    }
}
