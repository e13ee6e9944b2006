import ArgumentParser
import Foundation

/// The root of all commands; without a subcommand it shows today.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "A mood journal that lives on your own machine.",
        discussion: """
            `journal add selfie.jpg` saves a photo, offline. `journal sync` later, when there is a network, finds out \
            which mood the face shows. `journal serve` shows the journal in a browser. `journal` on its own shows today.

            To uninstall, see the end of `man journal`; your journal stays.

            With --json, `journal` on its own prints one object: {"day","entries","streak","waiting","setAside"}.

            EXIT CODES
            \(ExitStatus.allCases.map { "  \($0.rawValue)".padded(5) + "  \($0.meaning)" }.joined(separator: "\n"))
            """,
        version: "0.1.0",
        subcommands: [
            Add.self, List.self, Show.self, Search.self, Stats.self, Calendar.self,
            EditCommand.self, Remove.self, Restore.self, Trash.self,
            SyncCommand.self, Queue.self, Retry.self, Skip.self, Remote.self,
            Serve.self, Password.self, TokenCommand.self, Service.self,
            ExportCommand.self, ImportCommand.self, Backup.self, Doctor.self, Settings.self,
            Manual.self,
        ])

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Today.show(Context(common))
    }

    /// Runs the command that the arguments name.
    ///
    /// - Throws: ``Failure``, `ExitCode`, and what the modules below and the argument parser throw.
    static func run(_ arguments: [String]) async throws {
        // On Linux, Swift reads the arguments from a file in /proc. Without that file, an `add` would seem to have
        // none, and show today.
        guard !CommandLine.arguments.isEmpty else {
            throw Failure(.disk, "The command line is unknown: /proc/self/maps cannot be read.")
        }
        if let failure = UsageError.helpFailure(arguments) { throw failure }
        try await run(await parsed(arguments))
    }

    /// Parses the arguments into a command.
    ///
    /// Starting at the root, the parser reads the arguments of three more commands on its way to the one that the first
    /// argument names, which takes as long as listing a page; defining `_superCommandName` in every command saves two
    /// of them. So the named command parses the arguments first. If it rejects them, or for help, the root takes over,
    /// because it can explain the error.
    private static func parsed(_ arguments: [String]) async throws -> any ParsableCommand {
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let named = named as? any AsyncParsableCommand.Type,
            let command = try? await named.asyncParseAsRoot(Array(arguments.dropFirst())), type(of: command) == named
        {
            return command
        }
        return try await asyncParseAsRoot(arguments)
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }
}
