import Foundation
import Testing

@testable import JournalCLI

@Suite struct CommandTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    @Test(arguments: [
        "add", "list", "show", "search", "stats", "calendar", "edit", "remove", "restore", "trash", "sync", "queue",
        "retry", "skip", "remote", "remote init", "remote encrypt", "remote passphrase", "remote key", "remote show",
        "remote audit",
        "serve", "password", "token", "token new",
        "token list", "token revoke", "service", "service install", "service uninstall", "export", "import", "backup",
        "doctor",
    ])
    func everyCommandExplainsItself(command: String) async throws {
        defer { journal.cleanUp() }
        let words = command.split(separator: " ").map(String.init)
        #expect(words.count > 1 || CommandAliases.command(command, []) == nil, "it stands in CommandAliases, too")
        let help = try await journal.run(Program.path, words + ["--help"])
        #expect(help.code == 0 && help.output.contains("USAGE: journal \(command)"))
        #expect(try await journal.run(Program.path, ["help"] + words).output == help.output)
        #expect(try await journal.run(Program.path, words + ["--misspelt"]).code == 64)
        guard !["remote", "service", "token"].contains(command) else { return }
        #expect(help.output.contains("--home <folder>") && help.output.contains("--json"))
    }

    @Test func theProgramTellsItsVersion() async throws {
        defer { journal.cleanUp() }
        let version = try await journal("--version")
        #expect(version.code == 0 && version.output.contains(/^\d+\.\d+\.\d+\n$/))
    }

    @Test(arguments: [
        ["stats"], ["calendar", "2026"], ["sync"], ["sync", "--dry-run"], ["remote", "show"], ["trash", "--empty"],
    ])
    func whereThereIsNoJournalAnObjectSaysNothing(arguments: [String]) async throws {
        defer { journal.cleanUp() }
        let empty = try await journal.run(Program.path, arguments + ["--json"])
        #expect(empty.code == 0 && empty.errors.contains("no journal"))
        let printed = try #require(try empty.json.first, "\(arguments)")
        // The same as for an empty journal, except for what needs a remote.
        _ = try await journal("remote", "init", "--plain", "folder:\(journal.folder)/remote", "--quiet")
        let shown = try #require(try await journal.run(Program.path, arguments + ["--json"]).json.first)
        #expect(Set(printed.keys) == Set(shown.keys))
    }

    @Test func readingStartsNoJournal() async throws {
        defer { journal.cleanUp() }
        for arguments in [["list"], ["search", "x"], ["stats"], ["calendar"], ["queue"], ["sync"]] {
            let result = try await journal.run(Program.path, arguments)
            #expect(result.code == 0 && result.output == "" && result.errors.contains("no journal"))
        }
        #expect(try await journal("show", "12345678").code == 66)
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func showPutsFeltBesideSeen() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", repository("Examples/selfie.jpg"), "--felt", "great", "--note", "two\nlines")
        let id = String(try await journal("list").output.prefix(8))
        let text = try await journal("show", id).output
        #expect(text.contains("felt    great") && text.contains("seen    waiting for `journal sync`"))
        #expect(text.contains("two\nlines") && text.contains("1200×1600"))
        #expect(try await journal("show", "00000000").code == 66)
        #expect(try await journal("show", "zz").code == 66)
    }

    @Test func listTellsPrivateEntriesApart() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good", "--private")
        #expect(try await journal("list").output.contains("good    private"))
    }

    @Test func theHomeIsWhereItIsSaidToBe() async throws {
        defer { journal.cleanUp() }
        var elsewhere = journal
        elsewhere.environment["XDG_DATA_HOME"] = journal.folder + "/xdg"
        _ = try await elsewhere("add", "--felt", "good")
        #expect(FileManager.default.fileExists(atPath: journal.folder + "/xdg/journal/journal.sqlite"))
        elsewhere.environment["JOURNAL_HOME"] = journal.folder + "/env"
        _ = try await elsewhere("add", "--felt", "good")
        #expect(FileManager.default.fileExists(atPath: journal.folder + "/env/journal.sqlite"))
        _ = try await elsewhere("add", "--felt", "good", "--home", "flag")
        #expect(FileManager.default.fileExists(atPath: journal.folder + "/flag/journal.sqlite"))
    }

    @Test func anEmptyHomeIsNone() async throws {
        defer { journal.cleanUp() }
        var homeless = journal
        homeless.environment["HOME"] = ""
        let account = try #require(getpwuid(getuid())?.pointee.pw_dir)
        // Only looks, because the account may have a journal.
        let found = try await homeless("doctor", "--json").json.compactMap { $0["finding"] as? String }.joined()
        #expect(found.contains(" \(String(cString: account))/.local/share/journal"), "\(found)")
    }

    @Test func aReaderThatLeavesIsNoError() async throws {
        defer { journal.cleanUp() }
        for _ in 0..<3 { _ = try await journal("add", "--note", String(repeating: "word ", count: 20_000)) }
        let script = "'\(Program.path)' list --json | head -c 10 >/dev/null; exit ${PIPESTATUS[0]}"
        let result = try await journal.run("/bin/bash", ["-c", script])
        #expect(result.code == 0 && result.errors == "")
    }

    @Test func aJournalThatIsNoneIsNamed() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good")
        try Data("not a database at all, whatever it is".utf8).write(
            to: URL(filePath: journal.home + "/journal.sqlite"))
        let result = try await journal("list")
        #expect(result.code == 69 && result.errors.contains("is not a journal"))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        defer { journal.cleanUp() }
        let result = try await journal("add", "--felt", "good", "--home", "/proc/journal")
        #expect(result.code == 74 && result.errors.contains("/proc/journal"))
    }

    @Test func onlySyncNeedsLibcurlAndOnlyZipArchivesLibarchive() async throws {
        defer { journal.cleanUp() }
        var without = journal
        let libraries = journal.folder + "/lib"
        try FileManager.default.createDirectory(atPath: libraries, withIntermediateDirectories: true)
        for name in ["libcurl.so.4", "libarchive.so.13"] {
            try "no library".write(toFile: libraries + "/" + name, atomically: true, encoding: .utf8)
        }
        without.environment.merge([
            "LD_LIBRARY_PATH": libraries, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        ]) { $1 }
        #expect(try await without("add", repository("Examples/selfie.jpg")).code == 0)
        #expect(try await without("list").code == 0)
        #expect(try await without("remote", "init", "--plain", "s3://bucket").code == 0)
        let sync = try await without("sync")
        #expect(sync.code == 78 && sync.errors.contains("libcurl4"), "\(sync.code) \(sync.errors)")
        #expect(try await journal("queue", "--json").json.count == 2)
        try Data("PK\u{3}\u{4} and more".utf8).write(to: URL(filePath: journal.folder + "/diary.zip"))
        let imported = try await without("import", "diary.zip")
        #expect(imported.code == 65 && imported.errors.contains("libarchive13"), "\(imported.errors)")
        #expect(try await journal("import", "diary.zip").errors.contains("damaged zip archive"))
    }

    @Test func onlyHashesNeedLibcrypto() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--felt", "good").code == 0)
        var without = journal
        without.environment["LD_LIBRARY_PATH"] = journal.folder
        try "no library".write(
            toFile: journal.folder + "/libcrypto.so.3", atomically: true, encoding: .utf8)
        let added = try await without("add", repository("Examples/selfie.jpg"))
        #expect(added.code == 74 && added.errors.contains("libssl3"), "\(added.code) \(added.errors)")
        #expect(added.errors.split(separator: "\n").count == 1, "\(added.errors)")
        let listed = try await without("list", "--json")
        #expect(try listed.code == 0 && listed.json.count == 1, "\(listed.errors)")
    }
}
