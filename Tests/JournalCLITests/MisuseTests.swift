import Foundation
import Testing

@testable import JournalCLI

/// Command lines that make no sense, and what they are answered.
@Suite struct MisuseTests {
    @Test(arguments: [
        (["lst"], "There is no command “lst”. Did you mean `journal list`?"),
        (["serach", "x"], "There is no command “serach”. Did you mean `journal search`?"),
        (["delete", "x"], "There is no command “delete”; `journal remove` does that."),
        (["remote", "audti"], "There is no command “audti”. Did you mean `journal remote audit`?"),
        (["nonsense"], "There is no command “nonsense”; `journal --help` lists them."),
        (["list", "--fro", "2026"], "Unknown option '--fro'. Did you mean '--from'?"),
        (["show"], "Missing expected argument '<id>'; `journal show --help` tells how."),
        (["add", "--felt"], "Missing value for '--felt <felt>'; `journal add --help` tells how."),
        (
            ["add", "--felt", "fine"],
            "--felt: “fine” is no mood: say awful, bad, okay, good or great, or 1 to 5."
        ),
        (["list", "--limit", "0"], "--limit 0 shows nothing: say 1 or more."),
        (["list", "--from", "2026-02-30"], "--from: “2026-02-30”: that month has no day 30, it ends on 2026-02-28."),
        (["list", "run"], "Unexpected argument 'run'; `journal search run` finds words."),
        (
            ["stats", "2026"],
            "Unexpected argument '2026'; say which days with --from and --to, as in `journal stats --from 2026`."
        ),
        (["add", "--mood", "good"], "Unknown option '--mood'. Did you mean '--felt'?"),
        (["good"], "There is no command “good”; `journal add --felt good` adds that mood."),
        (["/dev/null"], "There is no command “/dev/null”; `journal add /dev/null` adds that file."),
    ])
    func isAnsweredInOneSentence(arguments: [String], sentence: String) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal.run(Program.path, arguments)
        #expect(result.code == 64 && result.output == "" && result.errors == "journal: \(sentence)\n")
    }

    @Test func wordsThatAreNoFileMayBeANote() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal("add", "slept well")
        #expect(result.code == 66)
        #expect(
            result.errors
                == "journal: slept well: there is no such file. To add a note, write `journal add --note \"slept well\"`.\n"
        )
    }

    @Test func aWordIsNearWhenAFingerSlipped() {
        for (word, near) in [("lsit", "list"), ("lis", "list"), ("queu", "queue"), ("restroe", "restore")] {
            #expect(Spelling.nearest(to: word, among: ["list", "queue", "restore"]) == near)
        }
        for word in ["x", "li", "lamp", "quit"] {
            #expect(Spelling.nearest(to: word, among: ["list", "queue", "restore"]) == nil, "\(word)")
        }
        #expect(Spelling.distance(Array("kitten"), Array("sitting")) == 3)
    }
}
