import Foundation
import Testing

/// Every number of `stats` and `calendar`, compared with one computed independently by NumPy and SciPy from the same
/// file.
@Suite(.enabled(if: Services.areThere, "run scripts/test")) struct StatisticsCheckTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// From, to, tag.
    @Test(arguments: [["", "", ""], ["2018-03-01", "2020-12-31", "work"]])
    func everyNumberIsTheOneWorkedOutApart(filter: [String]) async throws {
        defer { journal.cleanUp() }
        let bench = Bundle.main.bundleURL.appending(path: "StoreBench").path
        let filled = try await journal.run(bench, ["fill", journal.home, "3000"])
        try #require(filled.code == 0, "\(filled.errors)")
        // Something in the trash, entries without a mood, and a current streak.
        let changed = try await journal.run(
            "/usr/bin/sqlite3",
            [
                journal.home + "/journal.sqlite",
                """
                UPDATE entry SET trashed = 1 WHERE number % 50 = 0;
                UPDATE entry SET felt = NULL WHERE number % 7 = 0;
                """,
            ])
        try #require(changed.code == 0, "\(changed.errors)")
        for day in ["yesterday 12:00", "today 00:00"] { _ = try await journal("add", "--felt", "good", "--at", day) }

        let options = zip(["--from", "--to", "--tag"], filter).flatMap { $1.isEmpty ? [] : [$0, $1] }
        var answers = try await journal.run(Program.path, ["stats", "--json"] + options).output
        for year in ["2016", "2019"] {
            answers += try await journal.run(Program.path, ["calendar", year, "--json"] + options).output
        }
        let check = try await journal.run(
            Services.python(),
            [repository("Tests/JournalCLITests/statistics.py"), journal.home + "/journal.sqlite"] + filter,
            input: answers)
        let lines = check.output.split(separator: "\n")
        #expect(check.code == 0 && lines.count == 1, "\(check.errors)\(lines.prefix(10).joined(separator: "\n"))")
        #expect(Int(lines.last ?? "") ?? 0 > 3000)
    }
}
