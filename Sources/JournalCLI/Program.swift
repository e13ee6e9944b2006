import ArgumentParser
import Dispatch
import Foundation
import OperatingSystem

/// The `journal` executable.
@main
enum Program {
    static func main() {
        prepare()
        if let shortage = ProcessStart.shortage() { end { throw Failure(shortage) } }
        let arguments = DashedText.joined(Array(CommandLine.arguments.dropFirst()))
        Task {
            do {
                try ForeignBytes.check(Array(PhotoPath.commandLine.dropFirst()))
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
        ProcessStart.saveAddressSpace()
        ProcessStart.hideMemory()
        ProcessStart.obeyTermination()
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
