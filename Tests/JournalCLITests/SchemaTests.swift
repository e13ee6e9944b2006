import Foundation
import Testing

/// All JSON that commands print, checked against the schema that the API publishes.
@Suite(.enabled(if: Services.areThere, "run scripts/test")) struct SchemaTests {
    @Test func everyJSONIsOfItsPublishedShape() async throws {
        var journal = try Program()
        defer { journal.cleanUp() }
        let services = try await Services()
        journal.environment.merge(services.environment) { $1 }
        var lines: [String] = []
        func run(_ shape: String, _ arguments: String..., code: Int32 = 0) async throws {
            let result = try await journal.run(Program.path, arguments + ["--json"])
            #expect(result.code == code && !result.output.isEmpty, "\(arguments): \(result.errors)")
            lines += result.output.split(separator: "\n").map { "\(shape) \($0)" }
        }
        try await run("today")
        // Before there is a journal: the commands that print one object.
        try await run("stats", "stats")
        try await run("calendar", "calendar")
        try await run("syncSummary", "sync")
        try await run("syncForecast", "sync", "--dry-run")
        try await run("remoteUse", "remote", "show")
        try await run("purge", "trash", "--empty", "--yes")
        try await run(
            "addedEntry", "add", repository("Examples/selfie.jpg"), "--felt", "good", "--note", "sea", "--tag", "run")
        try await run("addedEntry", "add", "--felt", "awful", "--private")
        for day in 1...6 {
            let tag = day.isMultiple(of: 2) ? "run" : "rest"
            for hour in ["08:00", "20:00"] {
                try await run("addedEntry", "add", "--felt", "3", "--tag", tag, "--at", "2026-05-0\(day) \(hour)")
            }
        }
        try await run("job", "queue")
        let passphrase = journal.folder + "/passphrase"
        try "a passphrase of its own".write(toFile: passphrase, atomically: true, encoding: .utf8)
        try await run(
            "remote", "remote", "init", "folder:\(journal.folder)/sealed", "--passphrase-file", passphrase,
            "--recovery-file", "code")
        try await run("remote", "remote", "passphrase", "--passphrase-file", passphrase)
        try await run("remoteKey", "remote", "key", "--new", "--recovery-file", "new-code")
        try await run("remoteEncryption", "remote", "encrypt")
        try await run("remote", "remote", "init", "--plain", try services.remote("schema"))
        try await run("syncForecast", "sync", "--dry-run")
        try await run("syncSummary", "sync")
        try await run("remoteUse", "remote", "show")
        try await run("transfer", "remote", "audit")
        try await run("entry", "list")
        try await run("hit", "search", "sea")
        try await run("stats", "stats")
        try await run("calendar", "calendar", "2026")
        try await run("today")
        let id = try #require(try await journal("list", "--photo", "--json").json.first?["id"] as? String)
        try await run("entry", "show", id)
        try await run(
            "addedEntry", "add", "--together", try Photos.make(1, in: journal), try Photos.make(2, in: journal))
        try await run("job", "queue")
        let listed = try await journal("list", "--photo", "--json").json
        let album = listed.first { ($0["photos"] as? [Any])?.count == 2 }?["id"] as? String
        try await run("purge", "remove", try #require(album), "--photo", "1", "--forever", "--yes")
        try await run("entry", "edit", try #require(album), "--remove-photo", "1")
        try await run("revision", "show", "--history", try #require(album))
        try await run("entry", "edit", id, "--note", "other", "--felt", "none", "--untag", "run")
        try await run("revision", "show", "--history", id)
        try await run("entry", "retry", "--again", id)
        try await run("entry", "skip", id)
        try await run("entry", "remove", id)
        try await run("entry", "trash")
        try await run("entry", "restore", id)
        try await run("backup", "backup", "copy.sqlite")
        try await run("export", "export", "diary")
        let exported = try String(contentsOfFile: journal.folder + "/diary/entries.jsonl", encoding: .utf8)
        lines += exported.split(separator: "\n").map { "exportedEntry \($0)" }
        try await run("import", "import", "diary", "--home", "other")
        try await run("checkupFinding", "doctor", code: 0)
        try await run("purge", "remove", "--forever", "--yes", id)
        try await run("token", "token", "new", "phone")
        try await run("token", "token", "list")
        try await run("services", "service", "install")
        try await run("services", "service", "uninstall")
        try await run("services", "service", "uninstall")

        let check = try await journal.run(
            try Services.python(),
            [
                repository("Tests/JournalCLITests/schema.py"),
                repository("Sources/JournalHTTP/Resources/journal.schema.json"),
            ], input: lines.joined(separator: "\n") + "\n")
        #expect(check.code == 0 && check.output == "" && check.errors == "", "\(check.output)\(check.errors)")
        #expect(lines.count > 50)
    }
}
