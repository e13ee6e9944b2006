import ArgumentParser
import Foundation

/// Prints the manual page, generated from the help of the commands; `scripts/install` calls it.
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", _superCommandName: "journal", abstract: "Print the manual page.",
        discussion: "For example: journal manual | man -l -", shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let description = try JSONDecoder().decode(ToolDescription.self, from: Data(JournalCommand._dumpHelp().utf8))
        let lines = ManualPage.lines(description.command, version: JournalCommand.configuration.version)
        Terminal.print(file: lines.map { $0 + "\n" }.joined())
    }
}

/// The argument parser's description of a program, as far as the manual needs it.
struct ToolDescription: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var abstract, discussion: String?
        var shouldDisplay: Bool
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        var kind: String
        var shouldDisplay, isOptional, isRepeating: Bool
        var names: [Name]?
        var valueName, abstract, discussion, defaultValue: String?
    }

    struct Name: Decodable {
        var kind, name: String

        /// `--felt`, `-q`.
        var text: String { (kind == "long" ? "--" : "-") + name }
    }
}

/// A manual page in the language of man(7).
enum ManualPage {
    static func lines(_ program: ToolDescription.Command, version: String) -> [String] {
        var lines = [
            ".TH JOURNAL 1 \"\" \"journal \(version)\" \"User Commands\"", ".nh", ".ad l", ".SH NAME",
            "journal \\- \(escaped(program.abstract ?? ""))", ".SH SYNOPSIS", synopsis(program, "journal"),
            ".SH DESCRIPTION",
        ]
        let (text, codes) = split(program.discussion ?? "")
        lines += paragraphs(text) + [".SH OPTIONS"] + options(program) + [".SH COMMANDS"]
        for command in program.subcommands ?? [] where command.shouldDisplay { lines += section(command, "journal") }
        lines += [".SH EXIT STATUS"] + codes
        lines += [
            ".SH FILES", ".TP", "\\fI~/.local/share/journal\\fR",
            "The journal; \\fI$JOURNAL_HOME\\fR or \\fI$XDG_DATA_HOME/journal\\fR if set.",
            ".SH UNINSTALLING",
            "Remove the program the way you installed it: \\fBapt remove journal\\fR for a Debian package, otherwise "
                + "\\fBscripts/install \\-\\-uninstall\\fR. If you installed services, first run \\fBjournal service "
                + "uninstall\\fR. Your journal stays where it is.",
        ]
        return lines
    }

    private static func section(_ command: ToolDescription.Command, _ parent: String) -> [String] {
        let name = "\(parent) \(command.commandName)"
        let inner = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        guard command.commandName != "help" else { return [] }
        var lines = [".SS \"\(escaped(name))\"", escaped(command.abstract ?? "")]
        guard inner.isEmpty else { return lines + inner.flatMap { section($0, name) } }
        lines += [".PP", synopsis(command, name)] + paragraphs(command.discussion ?? "") + options(command)
        return lines
    }

    private static func synopsis(_ command: ToolDescription.Command, _ name: String) -> String {
        let values = shown(command).filter { $0.kind == "positional" }.map { argument in
            let value = "\\fI\(escaped(argument.valueName ?? "value"))\\fR" + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(value)]" : value
        }
        let rest = command.subcommands == nil ? values : ["\\fIcommand\\fR"]
        return (["\\fB\(escaped(name))\\fR", "[\\fIoptions\\fR]"] + rest).joined(separator: " ")
    }

    private static func options(_ command: ToolDescription.Command) -> [String] {
        shown(command).flatMap { argument in
            let names = (argument.names ?? []).map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
            let value = argument.kind == "flag" ? "" : "\\fI\(escaped(argument.valueName ?? "value"))\\fR"
            let fallback = argument.defaultValue.map { " Default: \(escaped($0))." } ?? ""
            return [
                ".TP", [names, value].filter { !$0.isEmpty }.joined(separator: " "),
                guarded(escaped(argument.abstract ?? "") + fallback),
            ] + (argument.discussion.map { [".br", guarded(escaped($0))] } ?? [])
        }
    }

    private static func shown(_ command: ToolDescription.Command) -> [ToolDescription.Argument] {
        (command.arguments ?? []).filter(\.shouldDisplay)
    }

    /// Text in paragraphs; lines indented by two spaces are kept as they are.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indented = line.hasPrefix("  ")
            if indented != isExample { lines.append(indented ? ".RS 4\n.nf" : ".fi\n.RE") }
            isExample = indented
            lines.append(line.isEmpty ? ".PP" : guarded(escaped(String(indented ? line.dropFirst(2) : line))))
        }
        return [".PP"] + lines + (isExample ? [".fi", ".RE"] : [])
    }

    /// Separates the table of exit codes from the rest.
    private static func split(_ discussion: String) -> (text: String, codes: [String]) {
        let text = discussion.components(separatedBy: "EXIT CODES")[0]
        return (text, ExitStatus.allCases.flatMap { [".TP", "\\fB\($0.rawValue)\\fR", $0.meaning] })
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
            .replacing("`", with: "\\(ga")
            // A list of fields has no spaces at which a line could break.
            .replacing("\",\"", with: "\",\\:\"")
    }

    /// A line that begins with a dot would be a request to man(7).
    private static func guarded(_ line: String) -> String {
        line.hasPrefix(".") ? "\\&" + line : line
    }
}
