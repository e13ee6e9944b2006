import Foundation
import Testing

/// Notes in editors that fail, are killed, or cannot be started at all: no words are lost, and their file is always
/// named.
@Suite struct EditorTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Opens the newest entry's note on a terminal, in an editor that is a shell script.
    private func edit(_ script: String) async throws -> Program.Result {
        let editor = journal.folder + "/editor"
        try "#!/bin/sh\n\(script)\n".write(toFile: editor, atomically: true, encoding: .utf8)
        #expect(chmod(editor, 0o700) == 0)
        var journal = journal
        journal.environment["EDITOR"] = editor
        return try await journal.run("/usr/bin/script", ["-qec", "'\(Program.path)' edit last", "/dev/null"])
    }

    private var openNotes: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: journal.home).filter { $0.hasPrefix("note-") }
                .map { "\(journal.home)/\($0)" }
        }
    }

    @Test func whatWasSavedBeforeTheEditorFailedIsKept() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--note", "old words")
        #expect(try await edit("exit 3").code == 1)
        #expect(try openNotes == [])
        let failed = try await edit("echo 'new words' >\"$1\"; exit 3")
        let file = try #require(try openNotes.first)
        #expect(failed.code == 1 && failed.output.contains("What you wrote is kept in \(file)."), "\(failed.output)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new words\n")
        #expect(try await journal("list", "--json").json.map { $0["note"] as? String } == ["old words"])
    }

    @Test func aNoteThatWasLeftOpenIsNamed() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--note", "old words")
        // As if the terminal were closed.
        _ = try await edit("kill -HUP $PPID")
        let file = try #require(try openNotes.first)
        let findings = try await journal("doctor", "--json").json.filter { $0["check"] as? String == "notes" }
        #expect(findings.count == 1 && findings[0]["state"] as? String == "note")
        #expect((findings[0]["finding"] as? String)?.contains(file) == true)
        #expect((findings[0]["remedy"] as? String)?.contains("rm \(file)") == true)
        let purged = try await journal("remove", "--forever", "--yes", "last")
        #expect(purged.code == 0 && purged.errors.contains("\(file) was open in an editor"), "\(purged.errors)")
    }

    /// A 2 MB disk with the journal on it, to test what is said if there is no room for the note.
    @Test(.enabled("needs a kernel that lets this user mount things of its own") { try await PrivateMounts.work })
    func aFullDiskIsNamed() async throws {
        defer { journal.cleanUp() }
        let script = """
            set -eu
            mkdir disk
            mount -t tmpfs -o size=2M,mode=700 disk disk
            export JOURNAL_HOME=$PWD/disk EDITOR=true
            "$1" add --note "$(head -c 120000 /dev/zero | tr '\\0' w)" >/dev/null
            room=$(df --output=avail disk | tail -n 1)
            head -c $(((room - 90) * 1024)) /dev/zero >disk/filler
            code=0
            script -qec "'$1' edit last" /dev/null || code=$?
            ls disk
            exit $code
            """
        let result = try await journal.withMounts(script, [Program.path])
        #expect(result.code == 74 && !result.output.contains("NSCocoa"), "\(result.output)")
        #expect(result.output.contains("for your editor: No space left on device."), "\(result.output)")
        #expect(result.output.matches(of: /note-/).count == 1, "\(result.output)")
    }
}
