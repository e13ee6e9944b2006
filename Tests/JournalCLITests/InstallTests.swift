import Foundation
import Testing

/// What `scripts/install` installs, and the shells and `man` that read it.
@Suite struct InstallTests {
    let journal: Program
    let prefix: String

    init() throws {
        var journal = try Program()
        prefix = journal.folder + "/prefix"
        journal.environment["JOURNAL_PROGRAM"] = Program.path
        journal.environment["PATH"] = "\(prefix)/bin:/usr/bin:/bin"
        self.journal = journal
    }

    private static let files = [
        "bin/journal", "share/bash-completion/completions/journal", "share/fish/vendor_completions.d/journal.fish",
        "share/man/man1/journal.1", "share/zsh/site-functions/_journal",
    ]

    private func install(_ arguments: String...) async throws -> Program.Result {
        try await journal.run(repository("scripts/install"), arguments + [prefix])
    }

    private func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: prefix).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(prefix)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    @Test func everythingComesAndExactlyThatGoes() async throws {
        defer { journal.cleanUp() }
        let installed = try await install()
        #expect(installed.code == 0 && installed.errors == "", "\(installed.errors)")
        #expect(try files() == Self.files)
        #expect(try await journal.run(prefix + "/bin/journal", ["add", "--felt", "good"]).code == 0)
        let others = ["bin/other", "share/man/man1/other.1"]
        for other in others { try "mine".write(toFile: "\(prefix)/\(other)", atomically: true, encoding: .utf8) }
        // Installing again, as after an update, changes nothing else.
        #expect(try await install().code == 0)
        #expect(try files() == (Self.files + others).sorted())
        #expect(try await install("--uninstall").code == 0)
        #expect(try files() == others)
        #expect(FileManager.default.fileExists(atPath: journal.home + "/journal.sqlite"))
        #expect(try await journal.run(repository("scripts/install"), ["--bogus"]).code == 64)
    }

    @Test(arguments: ["/bin/false", "/bin/true", "/nowhere/journal"])
    func aProgramThatDoesNotRunIsNotInstalled(program: String) async throws {
        defer { journal.cleanUp() }
        var other = journal
        other.environment["JOURNAL_PROGRAM"] = program
        let refused = try await other.run(repository("scripts/install"), [prefix])
        #expect(refused.code == 1 && refused.errors.contains("nothing was installed"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: prefix))
    }

    @Test func theManualIsGoodTroffAndTellsAllCommands() async throws {
        defer { journal.cleanUp() }
        _ = try await install()
        let page = prefix + "/share/man/man1/journal.1"
        let checked = try await journal.run(
            "/bin/sh", ["-c", "MANWIDTH=80 man --warnings -E UTF-8 -l '\(page)'"])
        #expect(checked.code == 0 && checked.errors == "", "\(checked.errors)")
        for word in ["NAME", "EXIT STATUS", "journal remote init", "journal calendar", "--on-this-day", "130"] {
            #expect(checked.output.contains(word), "\(word)")
        }
        #expect(!checked.output.contains("journal manual"))
    }

    @Test func bashCompletesCommandsIdsAndTags() async throws {
        defer { journal.cleanUp() }
        _ = try await install()
        // What a shell would run is only offered to it as a word.
        let evil = "$(touch \(journal.folder)/run)"
        // A letter that is one character with what follows hides that from whoever reads characters.
        let hidden = "\u{0D4E}`touch \(journal.folder)/run`"
        _ = try await journal(
            "add", "--felt", "good", "--tag", "sea", "--tag", "two words", "--tag", evil, "--tag", hidden)
        let id = String(try await journal("list").output.prefix(8))
        func completions(_ line: String) async throws -> [String] {
            let script = """
                source '\(prefix)/share/bash-completion/completions/journal'
                COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
                read -ra COMP_WORDS <<<"$COMP_LINE"
                [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
                _journal journal "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let result = try await journal.run("/bin/bash", ["-c", script])
            return result.output.split(separator: "\n").map(String.init)
        }
        #expect(try await completions("journal cal") == ["calendar"])
        #expect(try await completions("journal show ").contains(id))
        #expect(try await completions("journal remove \(id.prefix(3))") == [id])
        #expect(try await completions("journal add --tag s") == ["sea"])
        #expect(try await completions("journal add --tag tw") == ["two\\ words"])
        #expect(try await completions("journal add --tag ").count == 4)
        #expect(!FileManager.default.fileExists(atPath: journal.folder + "/run"))
        #expect(try await completions("journal add --felt g") == ["good", "great"])
        #expect(try await completions("journal show --home /nowhere ").contains(id) == false)
        #expect(!FileManager.default.fileExists(atPath: "/nowhere"))
    }

    /// Runs a shell in a real terminal and returns its line after the words and Tab.
    private func complete(_ line: String, in shell: String, setUp: String, until isThere: (String) -> Bool) async throws
    {
        let terminal = try await ScreenTerminal(journal, journal.environment)
        do {
            try await terminal.run("exec \(shell)")
            try await terminal.run(setUp + "; echo ready | tr a-z A-Z")
            try await terminal.wait { $0.contains("READY") }
            try await terminal.type(line)
            try await terminal.press("Tab")
            try await terminal.wait(isThere)
        } catch {
            await terminal.close()
            throw error
        }
        await terminal.close()
    }

    @Test(arguments: [
        ("zsh -f", "fpath=(PREFIX/share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -D"),
        ("fish --no-config", "source PREFIX/share/fish/vendor_completions.d/journal.fish"),
    ])
    func zshAndFishCompleteIdsAndTags(shell: String, setUp: String) async throws {
        defer { journal.cleanUp() }
        _ = try await install()
        _ = try await journal("add", "--felt", "good", "--note", "by: the sea", "--tag", "se:a", "--tag", "two words")
        let id = String(try await journal("list").output.prefix(8))
        let setUp = setUp.replacing("PREFIX", with: prefix)
        try await complete("journal show ", in: shell, setUp: setUp) { $0.contains("journal show \(id)") }
        try await complete("journal list --tag s", in: shell, setUp: setUp) {
            $0.contains("--tag se:a") || $0.contains("--tag se\\:a")
        }
        try await complete("journal cale", in: shell, setUp: setUp) { $0.contains("journal calendar") }
    }
}
