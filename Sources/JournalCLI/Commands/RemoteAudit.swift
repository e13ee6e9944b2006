import ArgumentParser
import Journal
import Storage

extension Remote {
    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "List everything that ever left this machine: what, when, where to, how much.",
            discussion: """
                Newest first. A photo is uploaded to a remote, shown to an analyzer, or deleted from a remote.

                With --json, one object a line: {"kind","at","place","sha256","bytes","entry"}.
                """)

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            try await context.withExistingStore { store in
                let departures = try await store.departures()
                if departures.isEmpty { context.say("Nothing ever left this machine.") }
                let ids = try await store.shortIDs(of: Array(Set(departures.compactMap(\.entry))))
                let zone = context.now.zone
                for departure in departures {
                    if context.printsJSON {
                        Terminal.print(try jsonLine(departure))
                        continue
                    }
                    let when = EntryText.when(Moment(departure.at, in: zone))
                    let entry = departure.entry.flatMap { ids[$0] } ?? "no entry"
                    Terminal.print(
                        "\(when)  \(entry)  \(verb(departure.kind)) \(Terminal.visibleLine(departure.place))  "
                            + Quantity.size(Int64(departure.bytes)))
                }
            }
        }

        private func verb(_ kind: Job.Kind) -> String {
            switch kind {
            case .upload: "uploaded to"
            case .analyze: "shown to"
            case .delete: "deleted from"
            }
        }
    }
}
