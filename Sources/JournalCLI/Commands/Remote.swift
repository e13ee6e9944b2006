import ArgumentParser

struct Remote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", _superCommandName: "journal",
        abstract: "Choose where photos are synced to, and show what was sent there.",
        subcommands: [Init.self, Encrypt.self, NewPassphrase.self, RecoveryKey.self, ShowRemote.self, Audit.self])
}
