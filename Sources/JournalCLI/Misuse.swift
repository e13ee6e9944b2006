import ArgumentParser
import Foundation
import Journal

/// What is said about a command line that makes no sense.
enum Misuse {
    /// The argument parser's word on it, in the shape of all other failures.
    static func failure(_ error: any Error, _ arguments: [String]) -> Failure {
        let words = arguments.prefix { $0 != "--" }.filter { !$0.hasPrefix("-") }
        var command: any ParsableCommand.Type = JournalCommand.self
        var names = ["journal"]
        for word in words {
            let commands = command.configuration.subcommands
            if let next = commands.first(where: { $0.configuration.commandName == word }) {
                command = next
                names.append(word)
            } else if commands.isEmpty || word == "help" {
                break
            } else {
                return noSuchCommand(
                    word, names.joined(separator: " "), commands.compactMap { $0.configuration.commandName })
            }
        }
        let message = sentence(JournalCommand.message(for: error))
        let name = names.joined(separator: " ")
        if let better = instead(of: message, name) { return Failure(.usage, better) }
        let tells = message.hasSuffix("?") || message.hasSuffix(".")
        return Failure(.usage, tells ? message : "\(message); `\(name) --help` tells how.")
    }

    /// A better answer than the parser's, which knows no more than the names of options.
    private static func instead(of message: String, _ name: String) -> String? {
        if let option = message.prefixMatch(of: /Unknown option '(--?[a-z-]+)'/),
            let known = otherOptions[String(option.1)]
        {
            return "\(option.0). Did you mean '\(known)'?"
        }
        guard let value = message.wholeMatch(of: /Unexpected argument '(.+)'/).map({ String($0.1) }),
            ["journal list", "journal stats"].contains(name)
        else { return nil }
        let today = Context.present.day
        if (try? ClosedRange<LocalDay>.understood(value, today: today)) != nil {
            return "\(message); say which days with --from and --to, as in `\(name) --from \(value)`."
        }
        return "\(message); `journal search \(value)` finds words."
    }

    /// What the parser wraps around our own sentences is left out.
    private static func sentence(_ message: String) -> String {
        let text = message.trimmingSpacesBehind
        guard let quote = text.firstRange(of: "': “") else { return text }
        let option = text[..<quote.lowerBound].split(separator: "'").last?.split(separator: " ").first ?? ""
        return "\(option): “\(text[quote.upperBound...])"
    }

    private static func noSuchCommand(_ word: String, _ parent: String, _ commands: [String]) -> Failure {
        let start = "There is no command “\(word)”"
        if parent == "journal", let known = otherNames[word.lowercased()] {
            return Failure(.usage, "\(start); `journal \(known)` does that.")
        }
        if parent == "journal", let felt = Felt(word) {
            return Failure(.usage, "\(start); `journal add --felt \(felt.name)` adds that mood.")
        }
        if parent == "journal", FileManager.default.fileExists(atPath: word) {
            return Failure(.usage, "\(start); `journal add \(word)` adds that file.")
        }
        if let near = Spelling.nearest(to: word, among: commands) {
            return Failure(.usage, "\(start). Did you mean `\(parent) \(near)`?")
        }
        return Failure(.usage, "\(start); `\(parent) --help` lists them.")
    }

    /// What people try first, from other programs.
    private static let otherNames = [
        "ls": "list", "log": "list", "timeline": "list", "new": "add", "write": "add", "note": "add --note",
        "mood": "add --felt", "feel": "add --felt", "rm": "remove", "delete": "remove", "del": "remove",
        "find": "search",
        "grep": "search", "view": "show", "cat": "show", "open": "show", "undo": "restore", "undelete": "restore",
        "untrash": "restore", "history": "show --history ID", "year": "calendar", "cal": "calendar", "status": "queue",
        "pending": "queue", "upload": "sync", "push": "sync", "analyze": "sync", "analyse": "sync", "web": "serve",
        "server": "serve", "start": "serve", "check": "doctor", "version": "--version", "init": "remote init",
        "config": "remote show", "modify": "edit", "change": "edit", "tag": "edit --tag", "report": "stats",
        "statistics": "stats", "dump": "export", "load": "import",
    ]
}

extension Misuse {
    /// What other programs call our options.
    private static let otherOptions = [
        "--mood": "--felt", "--feeling": "--felt", "-f": "--felt", "--date": "--at", "--when": "--at", "--time": "--at",
        "--text": "--note", "--message": "--note", "-m": "--note", "--tags": "--tag", "-t": "--tag",
        "--since": "--from",
        "--after": "--from", "--until": "--to", "--before": "--to", "--count": "--limit", "-n": "--limit",
        "--recurse": "--recursive", "-R": "--recursive", "--emotion": "--seen", "--force": "--yes",
    ]
}

/// What somebody may have meant who mistyped it.
enum Spelling {
    /// The word that is nearest, if one is near enough: a slip of a finger in three letters, two in more.
    static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        let word = Array(word.lowercased())
        let limit = word.count < 3 ? 0 : word.count < 5 ? 1 : 2
        let distances = words.map { ($0, distance(word, Array($0.lowercased()))) }
        return distances.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    }

    /// The fewest letters to insert, remove, replace or swap with their neighbour.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var earlier: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, earlier[j - 1] + 1) }
                row.append(least)
            }
            (earlier, last) = (last, row)
        }
        return last[b.count]
    }
}
