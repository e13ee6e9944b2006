import Journal
import OperatingSystem

/// Names that people try first, from other programs or everyday language.
enum CommandAliases {
    /// The command that does what a word suggests, without `journal` in front.
    ///
    /// - Parameter rest: the words after it, which are used where the command has a place for them.
    static func command(_ word: String, _ rest: [String]) -> String? {
        guard let line = commands.first(where: { $0.names.split(separator: " ").contains { $0 == word } })?.line else {
            return nil
        }
        let words = rest.map(shellQuoted).joined(separator: " ")
        let text = rest.isEmpty ? "\"…\"" : shellQuoted(rest.joined(separator: " "))
        return line.replacing("WORDS", with: words).replacing("TEXT", with: text)
            .replacing("ID", with: rest.first.map(shellQuoted) ?? "ID").trimmingSpacesBehind
    }

    private static let commands: [(names: String, line: String)] = [
        ("ls log timeline entries recent latest newest last all", "list"),
        ("new write record create insert", "add WORDS"),
        ("note notes entry say", "add --note TEXT"),
        ("mood feel feeling checkin felt", "add --felt TEXT"),
        ("selfie commit", "add selfie.jpg"),
        ("rm delete del", "remove WORDS"),
        ("purge destroy erase drop shred", "remove --forever WORDS"),
        ("empty-trash", "trash --empty"),
        ("find grep query", "search WORDS"),
        ("view cat open photo picture image", "show WORDS"),
        ("undelete untrash recover", "restore WORDS"),
        ("history revisions diff blame", "show --history ID"),
        ("undo revert rollback", "edit ID --revert NUMBER"),
        ("modify change update", "edit WORDS"),
        ("tag label", "edit ID --tag TEXT"),
        ("untag retag", "edit ID --untag TEXT"),
        ("private lock hide", "edit ID --private"),
        ("public unhide", "edit ID --no-private"),
        ("year cal heatmap month pixels", "calendar"),
        ("report statistics statistic streak graph chart trends tags moods summary", "stats"),
        ("status pending waiting jobs", "queue"),
        ("unskip", "retry WORDS"),
        ("upload push pull analyze analyse fetch", "sync"),
        ("cost price estimate", "sync --dry-run"),
        ("web server start ui gui browse browser http run", "serve"),
        ("check verify fsck health repair fix where path info", "doctor"),
        ("version", "--version"),
        ("init setup configure s3 aws cloud bucket", "remote init s3://bucket/prefix"),
        ("config options preferences prefs set", "settings WORDS"),
        ("dump save", "export WORDS"),
        ("csv", "export --csv moods.csv"),
        ("load", "import WORDS"),
        ("man manual", "manual | man -l -"),
        ("completion completions", "--generate-completion-script bash"),
        ("login passwd", "password"),
    ]

    /// Other words for our moods.
    static let moods: [String: Felt] = [
        "ok": .okay, "fine": .okay, "meh": .okay, "sad": .bad, "low": .bad, "tired": .bad, "sick": .bad, "angry": .bad,
        "happy": .good, "nice": .good, "calm": .good, "excited": .great, "amazing": .great, "terrible": .awful,
    ]

    /// Other programs' names for our options: the first one that the command has is meant.
    static let options: [String: [String]] = [
        "--mood": ["--felt"], "--feeling": ["--felt"], "--feel": ["--felt"], "--bad": ["--felt"], "--good": ["--felt"],
        "-f": ["--felt", "--yes", "--replace", "--csv"], "--force": ["--yes", "--replace"],
        "--date": ["--at"], "--when": ["--at"], "--time": ["--at"], "-d": ["--at"],
        "--text": ["--note"], "--message": ["--note"], "--comment": ["--note"], "-m": ["--note"],
        "-n": ["--dry-run", "--limit", "--note"], "--count": ["--limit"], "--last": ["--limit"], "--max": ["--limit"],
        "--tags": ["--tag"], "-t": ["--tag"], "--label": ["--tag"],
        "--remove-tag": ["--untag"], "--no-tag": ["--untag"], "--delete-tag": ["--untag"], "--rm-tag": ["--untag"],
        "--since": ["--from"], "--after": ["--from"], "--until": ["--to"], "--before": ["--to"],
        "--recurse": ["--recursive"], "-R": ["--recursive"], "--emotion": ["--seen"], "--public": ["--no-private"],
        "--undo": ["--revert"], "--permanently": ["--forever"], "--purge": ["--forever"], "--hard": ["--forever"],
        "--bind": ["--host"], "--address": ["--host"], "--listen": ["--host"], "-p": ["--port"],
        "--cost": ["--dry-run"], "--output": ["--csv"], "-o": ["--csv"], "--folder": ["--home"], "--dir": ["--home"],
        "--attach": ["--add-photo"], "--add-image": ["--add-photo"], "--delete-photo": ["--remove-photo"],
        "--rm-photo": ["--remove-photo"], "--one": ["--together"], "--single": ["--together"],
        "--silent": ["--quiet"], "--overwrite": ["--replace"],
    ]

    /// The hint for options whose job is done by something other than an option.
    static func sentence(on option: String, of command: String) -> String? {
        switch (option, command) {
        case ("--photo", "journal add"), ("--file", "journal add"), ("--image", "journal add"):
            "name the photo without an option, as in `journal add selfie.jpg`."
        case ("--date", "journal list"), ("--on", "journal list"), ("--day", "journal list"), ("--at", "journal list"),
            ("--when", "journal list"):
            "name the day without an option, as in `journal list yesterday`."
        case ("--today", "journal list"), ("--yesterday", "journal list"):
            "write `journal list \(option.dropFirst(2))`."
        case ("--week", "journal list"), ("--month", "journal list"), ("--year", "journal list"),
            ("--week", "journal stats"), ("--month", "journal stats"), ("--year", "journal stats"):
            "write `\(command) \"this \(option.dropFirst(2))\"`."
        case ("--all", "journal list"): "write `journal list --limit all`."
        case ("--year", "journal calendar"): "write `journal calendar 2026`."
        case ("--delete", "journal edit"), ("--remove", "journal edit"): "`journal remove ID` does that."
        case ("--date", _), ("--on", _), ("--day", _): "--from and --to say which days."
        default: nil
        }
    }
}
