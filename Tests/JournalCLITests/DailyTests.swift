import Foundation
import Testing

/// The table in the README, line by line.
@Suite(.enabled(if: Services.areThere, "run scripts/test")) struct DailyTests {
    /// A line of the table, and the commands in it.
    private struct Act {
        var name: String
        var journal, jrnl: String?
    }

    private func acts() throws -> [Act] {
        let text = try String(contentsOfFile: repository("README.md"), encoding: .utf8)
        let section = try #require(
            text.components(separatedBy: "## Beside jrnl\n").last?.components(separatedBy: "\n## ")[0])
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let commands = cells.map { $0.firstMatch(of: /`([^`]+)`/).map { String($0.1) } }
            return Act(name: cells[0], journal: commands[1], jrnl: commands[2])
        }
    }

    @Test func everyLineOfTheTableDoesWhatItSays() async throws {
        var journal = try Program()
        defer { journal.cleanUp() }
        let programs = [URL(filePath: Program.path), URL(filePath: try Services.python())]
            .map { $0.deletingLastPathComponent().path }
        journal.environment["PATH"] = (programs + ["/usr/bin", "/bin"]).joined(separator: ":")
        journal.environment["XDG_CONFIG_HOME"] = journal.folder + "/config"
        try FileManager.default.createDirectory(
            atPath: journal.folder + "/config/jrnl", withIntermediateDirectories: true)
        try """
        colors: {body: none, date: none, tags: none, title: none}
        default_hour: 9
        default_minute: 0
        editor: ''
        encrypt: false
        highlight: false
        indent_character: '|'
        journals: {default: {journal: \(journal.folder)/jrnl.txt}}
        linewrap: 79
        tagsymbols: '#@'
        template: false
        timeformat: '%F %r'
        version: v4.6

        """.write(toFile: journal.folder + "/config/jrnl/jrnl.yaml", atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(
            atPath: repository("Examples/selfie.jpg"), toPath: journal.folder + "/selfie.jpg")

        var said: [String: (journal: String, jrnl: String)] = [:]
        for act in try acts() {
            var outputs: [String] = []
            for command in [act.journal, act.jrnl] {
                guard let command else {
                    outputs.append("")
                    continue
                }
                let result = try await journal.run("/bin/bash", ["-c", command])
                #expect(result.code == 0, "\(command): \(result.errors)")
                outputs.append(result.output)
            }
            said[act.name] = (outputs[0], outputs[1])
        }
        #expect(said.count == 5)
        #expect(try await journal("list", "--json", "--felt", "good").json.count == 1)
        #expect(try await journal("list", "--json", "--photo").json.count == 1)
        let yesterday = try await journal("list", "--json", "--from", "yesterday", "--to", "yesterday").json
        #expect(yesterday.map { $0["note"] as? String } == ["Met Ada"])
        let found = try #require(said["find a word"])
        #expect(found.journal.contains("Met Ada") && found.jrnl.contains("Met Ada"))
        let year = try #require(said["see the year"])
        #expect(year.journal.contains("g good") && year.jrnl.contains("@good"))
        let kept = try String(contentsOfFile: journal.folder + "/jrnl.txt", encoding: .utf8)
        #expect(kept.contains("@good") && kept.contains("09:30:00 PM] Met Ada"))
    }
}
