import ArgumentParser
import Foundation
import Journal
import OperatingSystem

/// Messages for an invalid command line: what was wrong, and the command line that was meant, if that can be guessed.
enum UsageError {
    /// The failure for an unexpected error, or for one from the argument parser.
    static func failure(ofUnforeseen error: any Error, _ arguments: [String]) -> Failure {
        guard JournalCommand.exitCode(for: error) == .validationFailure else {
            let said = JournalCommand.message(for: error).trimmingSpacesBehind
            return Failure(.failed, "Unexpected error; please report it: \(said)")
        }
        return failure(error, arguments)
    }

    /// The argument parser's error, in the form of all other failures.
    private static func failure(_ error: any Error, _ arguments: [String]) -> Failure {
        let command = NamedCommand(arguments)
        if let word = command.unknown { return noSuchCommand(word, command) }
        // Reported before missing arguments: the option may have been meant to supply them.
        if let option = command.unknownOption { return Failure(.usage, noSuchOption(option, command)) }
        let message = sentence(JournalCommand.message(for: error))
        let tells = message.hasSuffix("?") || message.hasSuffix(".")
        return Failure(.usage, tells ? message : "\(message); `\(command.name) --help` shows how.")
    }

    /// The failure for help with a command that does not exist, for which the parser would print its general help.
    static func helpFailure(_ arguments: [String]) -> Failure? {
        let words = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
        guard words.count < arguments.count || words.contains(where: { ["--help", "-h"].contains($0) }) else {
            return nil
        }
        let command = NamedCommand(words)
        return command.unknown.map { noSuchCommand($0, command) }
    }

    /// The message without the text that the parser adds around our own sentences.
    private static func sentence(_ message: String) -> String {
        let text = message.trimmingSpacesBehind
        guard let quote = text.firstRange(of: "': “") else { return text }
        let option = text[..<quote.lowerBound].split(separator: "'").last?.split(separator: " ").first ?? ""
        // A positional argument is shown without a name.
        return "\(option.hasPrefix("<") ? "" : "\(option): ")“\(text[quote.upperBound...])"
    }

    private static func noSuchOption(_ option: String, _ command: NamedCommand) -> String {
        let start = "Unknown option '\(option)'"
        if let sentence = CommandAliases.sentence(on: option, of: command.name) { return "\(start): \(sentence)" }
        let meant =
            CommandAliases.options[option]?.first(where: command.options.contains)
            ?? Spelling.nearest(to: String(option.drop { $0 == "-" }), among: command.longOptions).map { "--\($0)" }
        return meant.map { "\(start). Did you mean '\($0)'?" }
            ?? "\(start); `\(command.name) --help` lists the options."
    }

    private static func noSuchCommand(_ word: String, _ command: NamedCommand) -> Failure {
        let start = "There is no command “\(word)”"
        if let line = command.name == "journal" ? meant(by: word, command.rest) : command.otherName {
            return Failure(.usage, "\(start); `\(line.command)` \(line.deed).")
        }
        if let near = Spelling.nearest(to: word, among: command.commands) {
            return Failure(.usage, "\(start). Did you mean `\(command.name) \(near)`?")
        }
        return Failure(.usage, "\(start); `\(command.name) --help` lists all commands.")
    }

    /// The command meant by a line that starts with this word, and what it does.
    private static func meant(by word: String, _ rest: [String]) -> (command: String, deed: String)? {
        let bare = word.drop { $0 == "+" }
        if let felt = Felt(String(bare)) {
            return ("journal add --felt \(felt.name)\(note(rest))", "adds that mood")
        }
        if let felt = CommandAliases.moods[word.lowercased()] {
            return (
                "journal add --felt \(felt.name) --note \(shellQuoted(([word] + rest).joined(separator: " ")))",
                "adds it"
            )
        }
        if FileManager.default.fileExists(atPath: word) {
            return ("journal add \(shellQuoted(word))", "adds that file")
        }
        if word == "log", let felt = rest.first.flatMap({ Felt($0) }) {
            return ("journal add --felt \(felt.name)\(note(Array(rest.dropFirst())))", "adds that mood")
        }
        if let line = CommandAliases.command(word.lowercased(), rest) { return ("journal \(line)", "does that") }
        if (try? ClosedRange<LocalDay>.understood(word, today: Context.present.day)) != nil {
            return ("journal list \(shellQuoted(word))", "shows those days")
        }
        if word.contains(" ") { return ("journal add --note \(shellQuoted(word))", "adds that note") }
        return nil
    }

    private static func note(_ words: [String]) -> String {
        words.isEmpty ? "" : " --note \(shellQuoted(words.joined(separator: " ")))"
    }
}
