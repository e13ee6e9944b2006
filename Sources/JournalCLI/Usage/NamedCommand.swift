import ArgumentParser
import OperatingSystem

/// The command that the arguments name, as far as it exists.
struct NamedCommand {
    private(set) var command: any ParsableCommand.Type = JournalCommand.self
    /// "journal remote show".
    private(set) var name = "journal"
    /// The first word that should name a command but does not.
    private(set) var unknown: String?
    /// The words after it.
    private(set) var rest: [String] = []
    private let arguments: [String]

    init(_ arguments: [String]) {
        self.arguments = Array(arguments.prefix { $0 != "--" })
        var words = NamedCommand.words(of: self.arguments)[...]
        while let word = words.popFirst() {
            if let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }) {
                command = next
                name += " \(word)"
            } else {
                guard !commands.isEmpty, word != "help" else { return }
                (unknown, rest) = (word, Array(words))
                return
            }
        }
    }

    /// The words that are neither options nor the value of `--home`, which may come before a command.
    private static func words(of arguments: [String]) -> [String] {
        let befores = [""] + arguments
        return zip(befores, arguments).filter { before, word in !word.hasPrefix("-") && before != "--home" }.map(\.1)
    }

    /// The names of its subcommands.
    var commands: [String] { command.configuration.subcommands.compactMap { $0.configuration.commandName } }

    /// The names of its options, as its help lists them.
    var options: [String] {
        let help = command.helpMessage(columns: 200)
        let names = help.matches(of: /(?m)^ +((?:--?[a-z-]+(?:, |\/)?)+)/).flatMap { match in
            match.1.split { ", /".contains($0) }.map(String.init)
        }
        return names + ["--help", "-h"]
    }

    /// The long options, without the dashes.
    var longOptions: [String] { options.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) } }

    /// The first option the command does not have.
    var unknownOption: String? {
        let known = Set(options + ["--version", "--generate-completion-script", "--experimental-dump-help"])
        return arguments.map { String($0.prefix { $0 != "=" }) }.first { argument in
            guard argument.wholeMatch(of: /--?[A-Za-z][A-Za-z-]*/) != nil, !known.contains(argument) else {
                return false
            }
            // Combined short options: `-qr`.
            let letters = argument.dropFirst()
            return argument.hasPrefix("--") || letters.contains { !known.contains("-\($0)") }
        }
    }

    /// The command meant by an unknown word below `journal remote`, if it can be guessed.
    var otherName: (command: String, deed: String)? {
        guard name == "journal remote", let unknown else { return nil }
        if unknown.contains("://") || unknown.hasPrefix("folder:") {
            return ("journal remote init \(shellQuoted(unknown))", "chooses it")
        }
        switch unknown {
        case "add", "set", "use", "create":
            let address = rest.last.map { $0.contains(":") ? $0 : "s3://\($0)" } ?? "s3://bucket/prefix"
            return ("journal remote init \(shellQuoted(address))", "does that")
        case "list", "get", "ls", "status", "info": return ("journal remote show", "does that")
        case "remove", "rm", "delete", "unset":
            return ("journal remote init", "chooses another; nothing is sent before you sync")
        case "log", "history": return ("journal remote audit", "does that")
        default: return nil
        }
    }
}
