import Foundation
import Testing

/// Where photos go, according to the environment and the journal.
@Suite struct RemoteTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    @Test func aRemoteThatIsNoneIsRefusedByEveryCommand() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", try Photos.make(1, in: journal))
        var wrong = journal
        wrong.environment["JOURNAL_REMOTE"] = "folder:relative"
        let reason = "JOURNAL_REMOTE: “folder:relative” needs an absolute path"
        for arguments in [["sync"], ["sync", "--dry-run"], ["remote", "show"], ["serve", "--port", "0"]] {
            let refused = try await wrong.run(Program.path, arguments)
            #expect(refused.code == 78 && refused.errors.contains(reason), "\(arguments): \(refused.errors)")
        }
        let findings = try await wrong("doctor", "--json").json.filter { $0["check"] as? String == "remote" }
        #expect(findings.count == 1 && findings[0]["state"] as? String == "wrong")
        #expect((findings[0]["finding"] as? String)?.hasPrefix(reason) == true)
    }

    @Test func theEnvironmentWinsAndControlsNoTerminal() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("remote", "init", "--plain", "folder:\(journal.folder)/own")
        #expect(try await journal("sync", "--dry-run").output.contains("to folder:\(journal.folder)/own\n"))
        var other = journal
        other.environment["JOURNAL_REMOTE"] = "folder:/other\u{1B}[31m"
        let forecast = try await other("sync", "--dry-run").output
        #expect(forecast.contains("to folder:/other\\u{1b}[31m\n"), "\(forecast)")
    }
}
