import Foundation
import Testing

/// Arguments and variables that are not UTF-8.
@Suite struct ForeignBytesTests {
    private let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Runs a line of bash in which `$'\xFF'` can stand and `j` is the program.
    private func bash(_ line: String) async throws -> Program.Result {
        try await journal.run("/bin/bash", ["-c", "j() { '\(Program.path)' \"$@\"; }; \(line)"])
    }

    /// The names in the folder of the test, and in the one where the journal would be.
    private func names() async throws -> String {
        try await bash("ls -A | cat -v; ls -A .local/share/journal 2>/dev/null | cat -v").output
    }

    @Test func photosMayHaveSuchNames() async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        let second = try Photos.make(2, in: journal)
        let copies = "cp '\(photo)' $'\\xFF.jpg'; cp '\(second)' $'caf\\xE9.jpg'"
        let added = try await bash("\(copies); j add $'\\xFF.jpg'; j add $'./caf\\xE9.jpg' --json")
        #expect(added.code == 0 && added.output.contains("\"photos\":[{"), "\(added)")
        let edited = try await bash("j edit last --add-photo $'\\xFF.jpg'; j edit last --add-photo=$'\\xFE.jpg'")
        #expect(edited.code == 66 && edited.errors.contains("\\xFE.jpg: no such file"), "\(edited)")
    }

    @Test func whatIsImportedMayHaveSuchAName() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", try Photos.make(1, in: journal), "--note", "words")
        #expect(try await journal("export", "out").code == 0)
        let other = "JOURNAL_HOME=$HOME/other"
        // A lossy name of the same look must not be taken for it.
        let line = "mkdir $'\\xEF\\xBF\\xBD' $'d\\xE9'; mv out $'d\\xE9/\\xFF'"
        #expect(try await bash(line).code == 0)
        let folder = try await bash("\(other) j import $'d\\xE9/\\xFF'; \(other) j list --json")
        #expect(folder.code == 0 && folder.output.contains("\"words\"") && folder.errors.contains("1 new"), "\(folder)")
        let photos = try await bash("\(other) j list --photo --json")
        #expect(try photos.json.count == 1)
        let file = try await bash("JOURNAL_HOME=$HOME/third j import $'d\\xE9/\\xFF/entries.jsonl'")
        #expect(file.code == 0 && file.errors.contains("1 new"), "\(file)")
        let third = try await bash("JOURNAL_HOME=$HOME/third j list --photo --json")
        #expect(try third.json.count == 1, "its photo lies beside it")
        for (line, code, said) in [
            ("j import $'no\\xFF'", 66, "journal: no\\xFF: no such file or folder.\n"),
            ("mkdir $'e\\xFF'; j import $'e\\xFF'", 65, "journal: e\\xFF is not a `journal export`"),
            ("echo x >$'f\\xFF'; j import $'f\\xFF'", 65, "journal: f\\xFF cannot be imported"),
        ] as [(String, Int32, String)] {
            let refused = try await bash(line)
            #expect(refused.code == code && refused.errors.hasPrefix(said), "\(refused)")
        }
    }

    @Test(arguments: [
        "j export $'o\\xFF'", "j export --csv $'o\\xFF.csv'", "j backup $'o\\xFF.sqlite'", "j list --home $'o\\xFF'",
        "j add --felt good --home=$'o\\xFF'", "j remote init $'o\\xFF'", "j remote init $'folder:/tmp/o\\xFF'",
        "j serve --port 0 --tls-cert $'o\\xFF' --tls-key x", "j add --note $'o\\xFF'", "j add --tag=$'o\\xFF' --felt 3",
        "j search $'o\\xFF'", "j show $'o\\xFF'", "j $'o\\xFF'", "j edit last --note $'o\\xFF'",
        "j import x --mood-map $'o\\xFF'",
    ])
    func everythingElseIsRefusedInASentence(line: String) async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good")
        let before = try await names()
        let refused = try await bash(line)
        #expect(refused.code == 64 && refused.output == "", "\(refused)")
        #expect(refused.errors.hasPrefix("journal: “") && refused.errors.contains("o\\xFF"), "\(refused.errors)")
        #expect(refused.errors.contains("is not UTF-8"), "\(refused.errors)")
        #expect(try await names() == before)
    }

    @Test(arguments: ["JOURNAL_HOME", "HOME", "XDG_DATA_HOME", "JOURNAL_REMOTE", "AWS_CONFIG_FILE", "EDITOR"])
    func aVariableIsRefusedToo(name: String) async throws {
        defer { journal.cleanUp() }
        let before = try await names()
        let refused = try await bash("\(name)=$'/tmp/o\\xFF' j add --felt good")
        #expect(refused.code == 78 && refused.output == "", "\(refused)")
        #expect(refused.errors.contains("The variable \(name)=/tmp/o\\xFF is not UTF-8"), "\(refused.errors)")
        #expect(try await names() == before)
        #expect(try await bash("\(name)=$'/tmp/o\\xFF' j --help").code == 0)
        #expect(try await bash("LESSCHARSET=$'\\xFF' j list").code == 0)
    }

    /// The folder that one is in may have such a name, whatever is named from there.
    @Test func theCurrentFolderMayHaveSuchAName() async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        let result = try await bash(
            """
            set -e
            mkdir $'c\\xFF'; cd $'c\\xFF'
            j add '\(photo)' --home here; j export out --home here; j backup copy.sqlite --home here
            j export --csv out.csv --home here; j import out --home there; j doctor --check --home here
            ls; cd ..; ls -A
            """)
        #expect(result.code == 0, "\(result)")
        #expect(result.output.contains("copy.sqlite\nhere\nout\nout.csv\nthere\n"), "\(result.output)")
    }
}
