import Foundation
import OperatingSystem
import Testing

@testable import JournalCLI

/// Invalid command lines, and the messages they get.
@Suite struct UsageErrorTests {
    @Test(arguments: [
        "it's", "$HOME", "`id`", "\u{0D4E}`id`", "\u{0D4E}$(id)", "a\u{0D4E}\"b", "\\", "a\u{0301} b", "a!!b",
        "it's !!",
    ])
    func aQuotedWordIsThatWordToAShellThatSomebodyTypesIn(word: String) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let shown = try await journal.run(
            "/bin/bash", ["-c", "bash <<'END'\nset -o history -o histexpand\nprintf '%s' \(shellQuoted(word))\nEND"])
        #expect(shown.output == word && shown.code == 0)
    }

    @Test(arguments: [
        (["lst"], "There is no command “lst”. Did you mean `journal list`?"),
        (["serach", "x"], "There is no command “serach”. Did you mean `journal search`?"),
        (["delete", "x"], "There is no command “delete”; `journal remove x` does that."),
        (["remote", "audti"], "There is no command “audti”. Did you mean `journal remote audit`?"),
        (["nonsense"], "There is no command “nonsense”; `journal --help` lists all commands."),
        (["list", "--fro", "2026"], "Unknown option '--fro'. Did you mean '--from'?"),
        (["show"], "Missing expected argument '<id>'; `journal show --help` shows how."),
        (["add", "--felt"], "Missing value for '--felt <felt>'; `journal add --help` shows how."),
        (
            ["add", "--felt", "fine"],
            "--felt: “fine” is not a mood: use awful, bad, okay, good or great, or 1 to 5."
        ),
        (["list", "--limit", "0"], "--limit: “0” is not a number of entries: use 1 or more, or all."),
        (["list", "--from", "2026-02-30"], "--from: “2026-02-30”: that month has no day 30, it ends on 2026-02-28."),
        (["list", "run"], "“run” does not name days; `journal search run` finds words."),
        (["list", "so", "sad"], "“so sad” does not name days; `journal search \"so sad\"` finds words."),
        (["list", "bad"], "“bad” does not name days; `journal list --felt bad` lists entries with that mood."),
        (["list", "20"], "“20” does not name days; `journal list --limit 20` lists that many."),
        (["stats", "#run"], "“#run” does not name days; `journal stats --tag run` lists entries with that tag."),
        (["list", "may", "--from", "2026"], "“may” already says which days: leave out --from and --to."),
        (["list", "--week"], "Unknown option '--week': write `journal list \"this week\"`."),
        (["list", "--tday"], "Unknown option '--tday'; `journal list --help` lists the options."),
        (["show", "-n", "last"], "Unknown option '-n'; `journal show --help` lists the options."),
        (["sync", "-n"], "Unknown option '-n'. Did you mean '--dry-run'?"),
        (["remove", "-f", "last"], "Unknown option '-f'. Did you mean '--yes'?"),
        (["backup", "-f", "x"], "Unknown option '-f'. Did you mean '--replace'?"),
        (["edit", "last", "--mood", "good"], "Unknown option '--mood'. Did you mean '--felt'?"),
        (["add", "--privat"], "Unknown option '--privat'. Did you mean '--private'?"),
        (["retry", "--foo"], "Unknown option '--foo'; `journal retry --help` lists the options."),
        (["calendar", "nov"], "“nov” is not a year: use 1 to 9999, for example 2026."),
        (["note", "nice", "coffee"], "There is no command “note”; `journal add --note \"nice coffee\"` does that."),
        (["log", "good", "tea"], "There is no command “log”; `journal add --felt good --note tea` adds that mood."),
        (["last week"], "There is no command “last week”; `journal list \"last week\"` shows those days."),
        (["sad"], "There is no command “sad”; `journal add --felt bad --note sad` adds it."),
        (["Slept $well"], "There is no command “Slept $well”; `journal add --note \"Slept \\$well\"` adds that note."),
        (["undo", "1a2b"], "There is no command “undo”; `journal edit 1a2b --revert NUMBER` does that."),
        (["remote", "s3://b/c"], "There is no command “s3://b/c”; `journal remote init s3://b/c` chooses it."),
        (["remote", "add", "s3", "b"], "There is no command “add”; `journal remote init s3://b` does that."),
        (["help", "rm"], "There is no command “rm”; `journal remove` does that."),
        (["rm", "--help"], "There is no command “rm”; `journal remove` does that."),
        (["export", "x.csv"], "x.csv would become a folder; to write CSV, use `journal export --csv x.csv`."),
        (["add", "--mood", "good"], "Unknown option '--mood'. Did you mean '--felt'?"),
        (["--home", "x", "lst"], "There is no command “lst”. Did you mean `journal list`?"),
        (["--home", "x", "list", "--week"], "Unknown option '--week': write `journal list \"this week\"`."),
        (["remote", "--home", "x", "audti"], "There is no command “audti”. Did you mean `journal remote audit`?"),
        (["list", "--home", ""], "--home is empty: name the journal's folder; `journal list --help` shows how."),
        (["--home", "", "list"], "--home is empty: name the journal's folder; `journal list --help` shows how."),
        (["good"], "There is no command “good”; `journal add --felt good` adds that mood."),
        (["/dev/null"], "There is no command “/dev/null”; `journal add /dev/null` adds that file."),
    ])
    func isAnsweredInOneSentence(arguments: [String], sentence: String) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal.run(Program.path, arguments)
        #expect(result.code == 64 && result.output == "" && result.errors == "journal: \(sentence)\n")
    }

    @Test func helpIsGivenBehindAHome() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let help = try await journal("list", "--help").output
        let behind = try await journal("--home", "x", "list", "--help")
        #expect(behind.code == 0 && behind.output == help, "\(behind.errors)")
    }

    /// An unforeseen error is not the fault of the command line.
    @Test func unforeseenErrorsAreNotUsageErrors() {
        struct Surprise: Error {}
        let failure = UsageError.failure(ofUnforeseen: Surprise(), ["add", "--nonsense"])
        #expect(failure.code == .failed && failure.message.contains("Surprise"), "\(failure.message)")
    }

    @Test(arguments: [
        ("slept well", "To add a note, use `journal add --note \"slept well\"`."),
        ("great", "To add a mood, use `journal add --felt great`."),
        ("#run", "To add a tag, use `--tag run`."),
        (
            "21:00",
            "Put quotes around words that belong together: --note \"slept well\", --at \"yesterday 21:30\"."
        ),
    ])
    func wordsThatAreNoFileMayBeSomethingElse(words: String, hint: String) async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let result = try await journal("add", words)
        #expect(result.code == 66)
        #expect(result.errors == "journal: \(words): no such file. \(hint)\n")
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
