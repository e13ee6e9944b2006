import AWS
import ArgumentParser
import Journal
import Storage
import Sync

extension Remote {
    struct NewPassphrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passphrase",
            abstract: "Set a new passphrase for an encrypted remote.",
            discussion: """
                The old passphrase no longer opens the remote then, but copies that somebody made of it before still open with \
                it. The recovery code stays as it is; photos are not sent again.

                With --json, one object: {"remote"}.
                """)

        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            try await context.withSealedRemote { setup, remote, address in
                let new = try passphrase.new()
                try await setup.setPassphrase(new, of: remote, at: address)
                if context.printsJSON { return Terminal.print(try jsonLine(["remote": address.description])) }
                context.say("The new passphrase opens \(address).")
                context.say("Copies of it that were made before still open with the old one.")
            }
        }
    }

    struct RecoveryKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "key",
            abstract: "Check that you have the recovery code of an encrypted remote, or make a new one.",
            discussion: """
                Type the recovery code, or give it as the first line of standard input, to see whether it opens the remote. \
                With --new, another is shown once and opens the remote from then on instead of the one before, which nobody \
                can show again.

                With --json, one object: {"remote","confirmed"}.
                """)

        @Flag(help: "Make a new recovery code.")
        var new = false

        @OptionGroup var recovery: RecoveryOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            if !new, recovery.recoveryFile != nil {
                throw ValidationError("--recovery-file is for a new recovery code; add --new")
            }
        }

        /// What became of it, for --json.
        private struct Result: Encodable {
            var remote: String
            var confirmed: Bool
        }

        func run() async throws {
            let context = Context(common)
            try await context.withSealedRemote { setup, remote, address in
                var isConfirmed = true
                if new {
                    let code: RecoveryCode
                    (code, isConfirmed) = try recovery.new(for: address)
                    try await setup.setRecoveryCode(code, isConfirmed: isConfirmed, of: remote, at: address)
                } else {
                    let typed = try Terminal.secret("Recovery code: ")
                    try await setup.confirm(TypedSecret(typed), of: remote, at: address)
                }
                if context.printsJSON {
                    return Terminal.print(
                        try jsonLine(Result(remote: address.description, confirmed: isConfirmed)))
                }
                context.say(
                    new
                        ? "The new recovery code opens \(address); the one before does not any more."
                        : "The recovery code opens \(address).")
            }
        }
    }
}

extension Context {
    /// Runs `body` with this journal's remote, if it is encrypted and its key is here.
    ///
    /// - Throws: ``Failure`` where there is no journal, `RemoteError`, `StoreError`, and what `body` throws.
    fileprivate func withSealedRemote(
        _ body: (RepositorySetup, any ObjectStore, RemoteAddress) async throws -> Void
    ) async throws {
        let missing = Failure(.notFound, "There is no journal in \(folder.path).")
        _ = try await withExistingStore(orElse: missing) { store in
            let environment = AWSEnvironment(variables: environment)
            let address = try await RepositorySetup.address(of: store, environment)
            let setup = RepositorySetup(store, environment)
            try await withRemote(at: address, of: store, environment) { remote in
                try await setup.requireKey(of: remote, at: address)
                try await body(setup, remote, address)
            }
        }
    }
}
