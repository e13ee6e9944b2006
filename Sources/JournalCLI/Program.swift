import ArgumentParser
import Dispatch
import Foundation

/// The `journal` executable.
@main
enum Program {
    static func main() {
        prepare()
        let arguments = DashedText.joined(Array(CommandLine.arguments.dropFirst()))
        Task {
            do {
                try await JournalCommand.run(arguments)
                end {}
            } catch {
                end { throw error }
            }
        }
        dispatchMain()
    }

    /// Sets up the process for any command.
    private static func prepare() {
        StandardStreams.fill()
        // Only the owner may read what this program writes.
        umask(0o077)
        // A core dump would leave pictures and keys on disk.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A reader that goes away (`journal list | head`) makes writing fail instead of killing the program.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs `last` and exits with the matching code.
    private static func end(_ last: () throws -> Void) -> Never {
        do {
            try last()
            try StandardStreams.checkResults()
            exit(ExitStatus.done.rawValue)
        } catch {
            // Help and the version are thrown as errors, too, and so are exits without a message.
            let code = JournalCommand.exitCode(for: error)
            guard code != .success, !(error is ExitCode) else { JournalCommand.exit(withError: error) }
            let arguments = DashedText.joined(Array(CommandLine.arguments.dropFirst()))
            let failure = Failure(error) ?? UsageError.failure(ofUnforeseen: error, arguments)
            Terminal.complain(failure.message)
            exit(failure.code.rawValue)
        }
    }
}
