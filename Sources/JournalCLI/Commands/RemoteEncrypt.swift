import AWS
import ArgumentParser
import Journal
import Storage
import Sync

extension Remote {
    struct Encrypt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "encrypt",
            abstract: "Encrypt a remote that is not encrypted yet.",
            discussion: """
                Makes a key as `remote init` does, sends every photo again, encrypted, and deletes each unencrypted one once its \
                encrypted copy is there. It may be interrupted: run it again, or just sync, and it goes on. Photos that other \
                devices sent are encrypted, too; those devices then need the passphrase (`journal remote init` asks for it), \
                and send nothing before.

                What a bucket keeps as old versions, and copies that others made, cannot be undone.

                With --json, one object: {"remote","uploaded","left"}, with how many photos were sent and how many objects are \
                still there unencrypted.
                """)

        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var recovery: RecoveryOptions
        @OptionGroup var common: CommonOptions

        /// What was done, for --json.
        private struct Result: Encodable {
            var remote: String
            var uploaded: Int
            var left: Int
        }

        func run() async throws {
            let context = Context(common)
            let environment = AWSEnvironment(variables: context.environment)
            Terminal.wipeStatusWhenInterrupted()
            let nothing = Failure(
                .notFound, "There is no journal in \(context.folder.path) yet, so there is no remote.")
            _ = try await context.withExistingStore(SyncCommand.storeOptions, orElse: nothing) { store in
                let address = try await RepositorySetup.address(of: store, environment)
                let setup = RepositorySetup(store, environment)
                try await withRemote(at: address, of: store, environment) { remote in
                    try await setup.encrypt(remote, at: address) {
                        let secrets = try await NewSecrets(passphrase, recovery, for: address, setup)
                        return (secrets.passphrase, secrets.recoveryCode, secrets.isConfirmed)
                    }
                }
                let summary = try await SyncCommand.sync(context, store, analyzes: false, explaining: false)
                let left = summary.leftPlain
                if context.printsJSON {
                    let result = Result(remote: address.description, uploaded: summary.uploaded, left: left)
                    Terminal.print(try jsonLine(result))
                }
                if let hindrance = SyncCommand.hindrance(summary) { throw hindrance }
                if !context.printsJSON { try await tell(summary, address, environment, context) }
                if summary.failed > 0 {
                    throw Failure(
                        .partlyFailed,
                        "\(Quantity.of(summary.failed, "photo", "photos")) could not be sent; `journal queue` says why."
                    )
                }
            }
        }

        private func tell(
            _ summary: SyncSummary, _ address: RemoteAddress, _ environment: AWSEnvironment, _ context: Context
        ) async throws {
            context.say("\(address) is encrypted; \(Quantity.of(summary.uploaded, "photo", "photos")) sent.")
            if summary.leftPlain > 0 {
                context.say(
                    "\(Quantity.of(summary.leftPlain, "object", "objects")) below v1/photos could not be replaced: damaged, "
                        + "about to be deleted, or no photo of a journal. Look at what is left there.")
            }
            switch try await RemoteLeftovers(of: address, environment) {
            case .folder:
                context.say("Copies that other programs made of the folder are as they were.")
            case .bucket(let keepsVersions, let hasLifecycle):
                switch keepsVersions {
                case true:
                    context.say("The bucket keeps old versions, also of the unencrypted photos, until you delete them.")
                case false: break
                case nil: context.say("If the bucket keeps old versions, it still has the unencrypted photos.")
                }
                if hasLifecycle == true {
                    context.say("The bucket has lifecycle rules: make sure that they leave v1/ and v2/ alone.")
                }
            }
        }
    }
}
