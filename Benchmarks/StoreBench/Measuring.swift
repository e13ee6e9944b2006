import Foundation
import GRDB
import Journal
import Storage

/// The cost of calls in this process, in milliseconds of CPU: the least of several runs of each, taken in turns,
/// because other work on the machine can only add to it.
struct Measuring {
    private let store: Store
    private let folder: JournalFolder

    init(_ folder: JournalFolder) async throws {
        store = try await Store.open(folder)
        self.folder = folder
    }

    /// Prints a line for each call: its name and the milliseconds.
    func run() async throws {
        let today = LocalDay(year: 2026, month: 1, day: 1) ?? LocalDay(daysSince1970: 0)
        let oldest = try oldestPage()
        let store = store
        let calls: [(String, () async throws -> Int)] = [
            ("first page", { try await store.timeline(limit: 50).entries.count }),
            ("last page", { try await store.timeline(limit: 50, before: oldest).entries.count }),
            ("search", { try await store.search(Author.rareWord, limit: 50).value.count }),
            ("calendar", { try await store.calendar(2024).value.days.count }),
            (
                "trends",
                {
                    let days = try await store.days().value
                    return Period.allCases.map { trend(days, by: $0).count }.reduce(0, +)
                }
            ),
            ("statistics", { try await store.statistics(today: today).value.entries }),
        ]
        var least = [Double](repeating: .infinity, count: calls.count)
        var found = [Int](repeating: 0, count: calls.count)
        for _ in 0..<8 {
            // Several times, because after a different call the first run finds that call's pages in memory instead of
            // its own.
            for (index, call) in calls.enumerated() {
                for _ in 0..<3 {
                    let start = milliseconds()
                    found[index] = try await call.1()
                    least[index] = min(least[index], milliseconds() - start)
                }
            }
        }
        for (index, call) in calls.enumerated() { print("\(call.0)\t\(least[index])\t\(found[index])") }
        try await store.close()
    }

    /// A cursor before which are the 50 oldest entries.
    private func oldestPage() throws -> TimelineCursor? {
        try DatabaseQueue(path: folder.database).read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT time, number FROM entry WHERE trashed IS NULL ORDER BY time, number LIMIT 1 OFFSET 50
                    """
            ).flatMap { TimelineCursor("\($0["time"] as Int64).\($0["number"] as Int64)") }
        }
    }

    private func milliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
