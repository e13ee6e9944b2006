import ArgumentParser
import Journal
import Messages
import Storage

struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", _superCommandName: "journal",
        abstract: "Show what is waiting for the network, and why.",
        discussion: """
            With --json, one job per line: {"entry","kind","state","attempts","notBefore","reason"}.
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
            for job in jobs {
                let id = job.entry.flatMap { ids[$0] } ?? "purged  "
                let reason = job.reason.map { "  \(Terminal.visibleLine($0.english))" } ?? ""
                let state = job.state == .failed ? "set aside" : job.state.rawValue
                Terminal.print("\(id)  \(job.kind.rawValue)  \(state)\(reason)")
            }
        }
    }
}
