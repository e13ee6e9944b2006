import Foundation
import Testing

/// Places where whether there is a journal cannot be known.
@Suite struct PlaceTests {
    private var journal: Program

    init() throws {
        journal = try Program()
    }

    /// How a journal's place is spoiled, and what is said of it.
    enum Obstacle: String, CaseIterable {
        case dangling = "mkdir -p share; ln -s /nowhere/disk share/journal"
        case danglingAbove = "ln -s nowhere share"
        case loop = "mkdir -p share; ln -s journal share/journal"
        case file = "mkdir -p share; touch share/journal"
        case danglingFile = "mkdir -p share/journal; ln -s /nowhere/journal.sqlite share/journal/journal.sqlite"

        var sentence: String {
            switch self {
            case .dangling: "/share/journal is a link to /nowhere/disk, which is not there"
            case .danglingAbove: "/share is a link to nowhere, which is not there"
            case .loop: "cannot be reached: Too many levels of symbolic links"
            case .file: "cannot be reached: Not a directory"
            case .danglingFile: "/share/journal/journal.sqlite is a link to /nowhere/journal.sqlite"
            }
        }
    }

    @Test(arguments: Obstacle.allCases) func whatCannotBeKnownIsNotTakenForNotThere(_ obstacle: Obstacle) async throws {
        defer { journal.cleanUp() }
        var journal = journal
        journal.environment["JOURNAL_HOME"] = journal.folder + "/share/journal"
        #expect(try await journal.run("/bin/sh", ["-c", obstacle.rawValue]).code == 0)
        for command in [
            [], ["list"], ["list", "--json"], ["stats"], ["search", "x"], ["export", "out"], ["queue"], ["settings"],
            ["backup", "b.sqlite"], ["add", "--felt", "good"],
        ] {
            let result = try await journal.run(Program.path, command)
            #expect(result.code == 74 && result.output == "", "\(command)")
            #expect(result.errors.contains(obstacle.sentence), "\(command): \(result.errors)")
        }
        let doctor = try await journal("doctor")
        #expect(doctor.code == 69 && (doctor.output + doctor.errors).contains(obstacle.sentence), "\(doctor)")
    }

    @Test(.enabled(if: getuid() == 0 || ProcessInfo.processInfo.environment["CI"] == "true", "needs root"))
    func anotherAccountsJournalIsNotAnEmptyOne() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--note", "made with sudo").code == 0)
        let program = try readableProgram()
        for command in [[], ["list"], ["doctor"]] {
            let result = try await journal.run(
                "/usr/bin/setpriv", ["--reuid=65534", "--clear-groups", program] + command)
            #expect(result.code == (command == ["doctor"] ? 69 : 74), "\(command)")
            #expect((result.output + result.errors).contains("cannot be reached: Permission denied"), "\(command)")
        }
    }

    @Test(arguments: [[], ["--home", "~/elsewhere"]])
    func aTildeThatNoShellReplacedIsTheHomeFolder(options: [String]) async throws {
        defer { journal.cleanUp() }
        var journal = journal
        journal.environment["JOURNAL_HOME"] = "~/mine"
        let added = try await journal.run(Program.path, ["add", "--felt", "good"] + options)
        #expect(added.code == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: journal.folder)
        #expect(names == [options.isEmpty ? "mine" : "elsewhere"])
    }

    @Test func whetherItCanBeWrittenIsTried() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--felt", "good").code == 0)
        // Every right is there, and writing fails all the same.
        let command = "trap '' XFSZ; ulimit -f 0; exec \"$0\" doctor"
        let doctor = try await journal.run("/bin/sh", ["-c", command, Program.path])
        #expect(doctor.output.contains("cannot be written (File too large)"), "\(doctor)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: journal.home).allSatisfy { !$0.hasPrefix(".") })
    }

    /// A copy of the program where every account can run it.
    private func readableProgram() throws -> String {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: journal.folder)
        let copy = journal.folder + "/program"
        try FileManager.default.copyItem(atPath: Program.path, toPath: copy)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy)
        return copy
    }
}
