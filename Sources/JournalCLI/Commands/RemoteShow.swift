import AWS
import ArgumentParser
import Journal
import Storage
import Sync

extension Remote {
    struct ShowRemote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show where photos go, who sees them, and where credentials come from.",
            discussion: """
                Sends nothing to the remote; credentials that a service issues are fetched.

                With --json, one object: {"uses"}, a list with a sentence for everything that is used.
                """)

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            let sentences = try await context.withExistingStore(orPrint: ["uses": [String]()]) { store in
                try await SyncEngine(store, AWSEnvironment(variables: context.environment)).explanation()
            }
            guard let sentences else { return }
            if context.printsJSON { return Terminal.print(try jsonLine(["uses": sentences])) }
            for sentence in sentences { Terminal.print(TerminalText(sentence)) }
        }
    }
}
