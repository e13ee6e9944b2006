import ArgumentParser
import Foundation
import Journal
import Storage
import Sync

struct Remote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", _superCommandName: "journal",
        abstract: "Choose where photos are synced to, and show what was sent there.",
        subcommands: [Init.self, ShowRemote.self, Audit.self])

    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Choose this journal's remote.",
            discussion: """
                Nothing is sent until the next `journal sync`. JOURNAL_REMOTE in the environment takes precedence over \
                the remote chosen here.

                Examples:
                  journal remote init s3://my-bucket/journal
                  journal remote init folder:/media/usb/journal
                """)

        @Argument(help: "s3://bucket/prefix or folder:/path.")
        var address: String

        @Flag(help: "Encrypt nothing: whoever can read the remote sees the photos.")
        var plain = false

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            let address: RemoteAddress
            do {
                address = try RemoteAddress(self.address)
            } catch {
                throw Failure(.usage, error.message)
            }
            if case .folder(let path) = address { try makeFolder(path) }
            let earlier = try await context.withStore { store in
                let earlier = try await store.remote()
                try await store.setRemote(address.description)
                return earlier
            }
            if context.printsJSON { return Terminal.print(try jsonLine(["remote": address.description])) }
            context.say("From the next `journal sync` on, photos go to \(address).")
            if let earlier, earlier != address.description {
                context.say("Until now they went to \(earlier); photos sent there stay there.")
            }
        }

        /// Creates the folder now, while its disk is connected: sync takes a missing folder for a disk that is not.
        private func makeFolder(_ path: String) throws {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw Failure(.notFound, "The folder \(path) cannot be created: \(String(cString: strerror(errno))).")
            }
        }
    }
}
