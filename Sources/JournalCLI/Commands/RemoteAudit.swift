import ArgumentParser
import Journal
import Storage
import Sync

extension Remote {
    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "List everything that ever left this machine: what, when, where to, how much.",
            discussion: """
                Newest first. A photo is uploaded to a remote, shown to an analyzer, or deleted from a remote.

                With --json, one object per line: {"kind","at","place","sha256","bytes","entry"}. The place of an encrypted \
                photo is its remote's address after `age:`.
                """)

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            try await context.withExistingStore { store in
                let transfers = try await store.transfers()
                if transfers.isEmpty { context.say("Nothing has ever left this machine.") }
                let ids = try await store.shortIDs(of: Array(Set(transfers.compactMap(\.entry))))
                let zone = context.now.zone
                for transfer in transfers {
                    if context.printsJSON {
                        Terminal.print(try jsonLine(transfer))
                        continue
                    }
                    let when = EntryText.when(Moment(transfer.at, in: zone))
                    let entry = transfer.entry.flatMap { ids[$0] } ?? "no entry"
                    Terminal.print(
                        """
                        \(when)  \(entry)  \(verb(transfer.kind)) \(RemotePlace(stored: transfer.place).description)  \
                        \(Quantity.size(Int64(transfer.bytes)))
                        """)
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
