import Foundation
import Testing

@testable import JournalCLI

/// Every row of the table of exit codes.
@Suite struct ExitCodeTests {
    @Test(arguments: JournalCLI.ExitStatus.allCases) func everyCodeIsReached(code: JournalCLI.ExitStatus) async throws {
        var journal = try Program()
        defer { journal.cleanUp() }
        let selfie = repository("Examples/selfie.jpg")
        _ = try await journal("add", selfie)
        try "words".write(toFile: journal.folder + "/notes.txt", atomically: true, encoding: .utf8)
        let result: Program.Result
        switch code {
        case .done: result = try await journal("list")
        case .failed: result = try await journal("add", "no.jpg", "none.jpg")
        case .partlyFailed: result = try await journal("add", selfie, "notes.txt")
        case .usage: result = try await journal("list", "--from", "soon")
        case .badInput: result = try await journal("add", "notes.txt")
        case .notFound: result = try await journal("show", "00000000")
        case .unavailable:
            try Data("no database".utf8).write(to: URL(filePath: journal.home + "/journal.sqlite"))
            result = try await journal("list")
        case .system: result = try await journal.run("/bin/sh", ["-c", "ulimit -n 4; exec \"$0\" list", Program.path])
        case .disk: result = try await journal("add", "--felt", "good", "--home", "/proc/journal")
        case .laterAgain: result = try await journal("sync")
        case .settings:
            journal.environment["AWS_ACCESS_KEY_ID"] = "id"
            journal.environment["JOURNAL_REMOTE"] = "s3://bucket/prefix"
            result = try await journal("sync")
        case .interrupted:
            // Reads from a pipe that has no writer.
            let script =
                "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE); "
                + "p.send_signal(2); sys.exit(128 - p.wait())"
            result = try await journal.run("/usr/bin/python3", ["-c", script, Program.path, "add", "-"])
        }
        #expect(result.code == code.rawValue, "\(result.errors)")
        // One or more sentences, always in the same form, for everything but success.
        let isTold = result.errors.split(separator: "\n").contains { $0.hasPrefix("journal: ") }
        #expect(isTold == ![.done, .interrupted].contains(code))
        #expect(try await journal("--help").output.contains("\n  \("\(code.rawValue)".padded(5))\(code.meaning)\n"))
    }
}
