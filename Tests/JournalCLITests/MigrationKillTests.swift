import Foundation
import TestSupport
import Testing

/// A program that is killed during an upgrade leaves either the old journal or the new one, and the next program
/// finishes the job.
@Suite struct MigrationKillTests {
    let journal: Program
    private let untouched: String

    init() throws {
        journal = try Program()
        untouched = journal.folder + "/untouched"
    }

    @Test func killedAtAnyPointOfAnUpgradeTheJournalIsTheOldOneOrTheNewOne() async throws {
        defer { journal.cleanUp() }
        try await makeAnOldJournal()
        let before = try await content()
        let (expected, writes) = try await undisturbed()
        var versions: Set<String> = []
        // The journal's own file is written from the write-ahead log when the upgrade is complete; then the log goes.
        let database = journal.home + "/journal.sqlite"
        let points =
            (0..<16).map { ["-e", "inject=pwrite64:signal=KILL:when=\(1 + $0 * (writes - 1) / 15)"] }
            + [1, 4, 9].map { ["-P", database, "-e", "inject=pwrite64:signal=KILL:when=\($0)"] }
            + [["-P", database + "-wal", "-e", "inject=unlink:signal=KILL"]]
        for point in points {
            try putTheOldOneBack()
            let killed = try await strace(["-o", "/dev/null"] + point)
            #expect(killed.code == 137, "\(point)")
            versions.insert(try await checkOldOrNew(before, expected, "\(point)"))
        }
        #expect(versions == ["2", "3"])
    }

    /// At any moment of an upgrade, also while a thread that lets no signal through is busy with it.
    @Test(arguments: [["list", "--json"], ["serve", "--port", "0"], ["sync", "--watch"]])
    func whatIsToldToEndDuringAnUpgradeEnds(command: [String]) async throws {
        defer { journal.cleanUp() }
        try await makeAnOldJournal()
        let before = try await content()
        let start = ContinuousClock.now
        let expected = try await journal("list", "--json").output
        let duration = start.duration(to: .now) / .seconds(1)
        var versions: Set<String> = []
        for moment in 1...12 {
            try putTheOldOneBack()
            let pause = String(format: "%.4f", duration * Double(moment) / 8)
            // Kills what goes on, and then exits with 137.
            let ended = try await journal.run(
                "/usr/bin/timeout", ["--preserve-status", "--kill-after=120", pause, Program.path] + command)
            #expect([0, 143].contains(ended.code), "\(pause): \(ended)")
            versions.insert(try await checkOldOrNew(before, expected, pause))
        }
        #expect(versions.isSubset(of: ["2", "3"]))
    }

    /// What an upgrade that nobody disturbs prints, and how often its thread writes.
    private func undisturbed() async throws -> (printed: String, writes: Int) {
        let trace = journal.folder + "/trace"
        let done = try await strace(["-e", "trace=pwrite64", "-o", trace])
        #expect(done.code == 0, "\(done.errors)")
        // strace counts per thread; nearly everything is written by one.
        let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        let writes = Dictionary(grouping: lines) { $0.prefix { $0.isNumber } }.values.map(\.count).max() ?? 0
        try #require(writes >= 20)
        return (done.output, writes)
    }

    /// Checks that the file is whole, of the old version or of the new one, and that the next program shows the same as ever.
    /// Returns the version.
    private func checkOldOrNew(_ before: [String], _ expected: String, _ point: String) async throws -> String {
        let version = try await journal.sqlite("PRAGMA user_version").first ?? ""
        #expect(try await journal.sqlite("PRAGMA integrity_check; PRAGMA foreign_key_check") == ["ok"], "\(point)")
        if version == "2" { #expect(try await content() == before, "\(point)") }
        let after = try await journal.run(Program.path, ["list", "--json"])
        #expect(after.code == 0 && after.output == expected, "\(point): \(after.errors)")
        return version
    }

    private func makeAnOldJournal() async throws {
        try FileManager.default.createDirectory(
            atPath: journal.home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        _ = try await journal.sqlite(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; BEGIN; " + SecondVersion.statements + " COMMIT")
        try FileManager.default.copyItem(atPath: journal.home, toPath: untouched)
    }

    private func putTheOldOneBack() throws {
        try FileManager.default.removeItem(atPath: journal.home)
        try FileManager.default.copyItem(atPath: untouched, toPath: journal.home)
    }

    private func strace(_ options: [String]) async throws -> Program.Result {
        try await journal.run("/usr/bin/strace", ["-f", "-qq"] + options + [Program.path, "list", "--json"])
    }

    /// The contents of the old tables.
    private func content() async throws -> [String] {
        try await journal.sqlite(
            """
            SELECT quote(number), quote(entry), quote(field), quote(value) FROM change;
            SELECT quote(id), quote(note), quote(seen) FROM entry; SELECT * FROM image; SELECT hex(jpeg) FROM photo;
            SELECT number, entry, analyzer, faces, hex(raw) FROM analysis; SELECT * FROM job; SELECT note, tags FROM search
            """)
    }
}
