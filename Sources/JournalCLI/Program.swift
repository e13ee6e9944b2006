import ArgumentParser
import Dispatch
import Foundation

/// The `journal` executable.
@main
enum Program {
    static func main() {
        prepare()
        let arguments = Array(CommandLine.arguments.dropFirst())
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

    /// Sees to what this process has to be whatever it is asked for.
    private static func prepare() {
        StandardStreams.fill()
        // Everything this program writes is for its owner only.
        umask(0o077)
        // A core dump would leave pictures and keys on the disk.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A reader that goes away (`journal list | head`) is noticed when writing, not by dying.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Ends the program with what `last` comes to.
    private static func end(_ last: () throws -> Void) -> Never {
        do {
            try last()
            try StandardStreams.checkResults()
            exit(ExitStatus.done.rawValue)
        } catch {
            // Help and the version come as errors, too, and so does an end of which nothing is to be said.
            let code = JournalCommand.exitCode(for: error)
            guard code != .success, !(error is ExitCode) else { JournalCommand.exit(withError: error) }
            let arguments = Array(CommandLine.arguments.dropFirst())
            let failure = Failure(error) ?? UsageError.failure(ofUnforeseen: error, arguments)
            Terminal.complain(failure.message)
            exit(failure.code.rawValue)
        }
    }
}
