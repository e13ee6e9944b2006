import AWS
import ArgumentParser
import Foundation
import Journal
import Storage
import Sync

extension Remote {
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Choose this journal's remote, and encrypt it.",
            discussion: """
                Photos are encrypted on this machine before they are sent, so that whoever owns the bucket or finds the disk \
                cannot read them. You are asked for a passphrase, and are shown a recovery code that opens the remote, too. \
                Nobody can open it without either, unless they have this machine's key: it is in repository.key in the \
                journal's folder (JOURNAL_KEY_FILE names another file), and in no backup.

                If the remote is encrypted already, its passphrase or recovery code is asked for, and its key is kept here. \
                With --plain, nothing is encrypted and nothing is asked. No photos are sent until the next `journal sync`. \
                JOURNAL_REMOTE in the environment takes precedence over the remote chosen here.

                With --json, one object: {"remote","encryption","created","keyFile"}. The encryption is age or none. Whether \
                it was created now, and the file with its key are told of an encrypted remote only.

                Examples:
                  journal remote init s3://my-bucket/journal
                  journal remote init folder:/media/usb/journal
                  journal remote init --plain folder:/media/usb/journal
                """)

        @Argument(help: "s3://bucket/prefix or folder:/path.")
        var address: String

        @Flag(help: "Encrypt nothing: whoever can read the remote sees the photos.")
        var plain = false

        @Flag(help: "Accept another remote at an address that this journal knows.")
        var anew = false

        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var recovery: RecoveryOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard plain, passphrase.passphraseFile != nil || recovery.recoveryFile != nil else { return }
            throw ValidationError("A plain remote has no passphrase and no recovery code; omit --plain or the files")
        }

        /// What was chosen, for --json.
        private struct Result: Encodable {
            var remote: String
            var encryption: String
            var created: Bool?
            var keyFile: String?
        }

        func run() async throws {
            let context = Context(common)
            let address: RemoteAddress
            do {
                address = try RemoteAddress(self.address)
            } catch {
                throw Failure(.usage, error.message)
            }
            if case .folder(let path) = address { try makeFolder(path) }
            let result = try await context.withStore { store in
                let earlier = try await store.remote()
                let result = plain ? try await choose(address, store) : try await setUp(address, store, context)
                if !context.printsJSON { tell(result, address, earlier: earlier, context) }
                return result
            }
            if context.printsJSON { Terminal.print(try jsonLine(result)) }
        }

        private func choose(_ address: RemoteAddress, _ store: Store) async throws -> Result {
            if anew { try await store.setPin(of: address.description, nil) }
            try await store.setRemote(address.description)
            return Result(remote: address.description, encryption: RemotePin.plain)
        }

        private func setUp(_ address: RemoteAddress, _ store: Store, _ context: Context) async throws -> Result {
            let environment = AWSEnvironment(variables: context.environment)
            var setup = RepositorySetup(store, environment)
            setup.isAnew = anew
            let isNew = try await withRemote(at: address, of: store, environment) { [setup] remote in
                switch try await setup.look(at: remote, address) {
                case .plain:
                    throw RepositorySetup.plainRemote(at: address)
                case .sealed(keyIsHere: true):
                    try await setup.take(remote, at: address)
                    return false
                case .sealed(keyIsHere: false):
                    try await setup.open(remote, at: address, with: try passphrase.existing(of: address))
                    return false
                case .nothing:
                    let secrets = try await NewSecrets(passphrase, recovery, for: address, setup)
                    try await setup.create(
                        in: remote, at: address, passphrase: secrets.passphrase, recoveryCode: secrets.recoveryCode,
                        isConfirmed: secrets.isConfirmed)
                    return true
                }
            }
            return Result(
                remote: address.description, encryption: RemotePin.sealed, created: isNew,
                keyFile: KeyFile(environment, store.folder).path)
        }

        private func tell(_ result: Result, _ address: RemoteAddress, earlier: String?, _ context: Context) {
            if let keyFile = result.keyFile {
                context.say("From the next `journal sync` on, photos are encrypted and go to \(address).")
                context.say(
                    result.created == true
                        ? "The key is in \(keyFile). Should this machine be lost, the passphrase or the recovery code opens "
                            + "the remote on another one."
                        : "The key is in \(keyFile).")
            } else {
                context.say("From the next `journal sync` on, photos go to \(address), not encrypted.")
            }
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
