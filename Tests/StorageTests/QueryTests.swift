import Foundation
import GRDB
import Journal
import Messages
import TestSupport
import Testing

@testable import Storage

/// Filters, statistics and calendars on a small journal whose results are known.
@Suite struct QueryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func day(_ text: String) throws -> LocalDay {
        try #require(LocalDay(text))
    }

    private func add(
        _ store: Store, _ note: String, _ day: String, hour: Int = 12, felt: Felt? = nil, tags: [String] = [],
        isPrivate: Bool = false, zone: Zone = .utc
    ) async throws {
        let local = try #require(LocalTime(day: try self.day(day), hour: hour, minute: 0))
        let draft = Draft(
            id: newID(), moment: Moment(local, in: zone), felt: felt, note: note, tags: tags, isPrivate: isPrivate)
        _ = try await store.add(draft, now: noon)
    }

    private func notes(_ store: Store, _ set: (inout EntryFilter) throws -> Void) async throws -> [String] {
        var filter = EntryFilter()
        try set(&filter)
        return try await store.timeline(filter, limit: 100).entries.compactMap(\.note)
    }

    @Test func anEntryIsFoundByItsDayHoweverFarItsClockWasAhead() async throws {
        let store = try await Store.open(folder.journal)
        let midnight = Int64(try day("2026-05-04").daysSince1970) * 86_400_000
        for (note, hours, clock) in [("far ahead", 26, 0), ("far behind", -26, 23)] as [(String, Int, Int)] {
            let time = Timestamp(milliseconds: midnight + Int64(clock - hours) * 3_600_000)
            let moment = Moment(time: time, zone: Zone(kept: "Elsewhere/Far"), offset: hours * 3600)
            _ = try await store.add(Draft(id: newID(), moment: moment, note: note), now: noon)
        }
        let may4 = try day("2026-05-04")
        #expect(try await notes(store) { ($0.from, $0.to) = (may4, may4) } == ["far behind", "far ahead"])
        try await store.close()
    }

    @Test func daysBoundWhatIsListed() async throws {
        let store = try await Store.open(folder.journal)
        // Depending on the place, 2026-05-04 begins as early as 10:00 UTC on the day before, and ends as late as 12:00
        // UTC on the day after.
        try await add(store, "east", "2026-05-04", hour: 0, zone: try #require(Zone("Pacific/Kiritimati")))
        try await add(store, "west", "2026-05-04", hour: 23, zone: try #require(Zone("Etc/GMT+12")))
        try await add(store, "far", "2026-05-04", hour: 23, zone: try #require(Zone(offsetMinutes: -18 * 60)))
        try await add(store, "before", "2026-05-03")
        try await add(store, "after", "2026-05-05")
        #expect(
            try await notes(store) { ($0.from, $0.to) = (try day("2026-05-04"), try day("2026-05-04")) } == [
                "far", "west", "east",
            ])
        #expect(try await notes(store) { $0.from = try day("2026-05-05") } == ["after"])
        #expect(try await notes(store) { $0.to = try day("2026-05-03") } == ["before"])
        try await store.close()
    }

    @Test func moodsTagsAndPrivacyNarrowWhatIsListed() async throws {
        let store = try await Store.open(folder.journal)
        try await add(store, "a", "2026-05-01", felt: .bad, tags: ["run", "sea"])
        try await add(store, "b", "2026-05-02", felt: .good, tags: ["run"])
        try await add(store, "c", "2026-05-03", felt: .great, isPrivate: true)
        try await add(store, "d", "2026-05-04")
        #expect(try await notes(store) { $0.felt = .bad ... .good } == ["b", "a"])
        #expect(try await notes(store) { $0.tags = ["run"] } == ["b", "a"])
        #expect(try await notes(store) { $0.tags = ["#run", "sea"] } == ["a"])
        #expect(try await notes(store) { $0.tags = ["RUN"] } == [])
        #expect(try await notes(store) { $0.isPrivate = true } == ["c"])
        #expect(try await notes(store) { ($0.isPrivate, $0.felt) = (false, .good ... .great) } == ["b"])
        #expect(try await notes(store) { $0.hasPhoto = true } == [])
        #expect(try await notes(store) { $0.words = "d" } == ["d"])
        #expect(try await notes(store) { $0.tags = ["no'such\" tag"] } == [])
        try await store.close()
    }

    @Test func statusesAreThoseOfTheEntriesShown() async throws {
        let store = try await Store.open(folder.journal)
        let ids = (0..<6).map { newID(noon.time.milliseconds + $0) }
        for (number, id) in ids.enumerated() {
            let photo = try number < 5 ? photo(number) : nil
            _ = try await store.add(Draft(id: id, photos: photo.map { [$0] } ?? [], note: "\(number)"), now: noon)
        }
        // 0 waits; 1 has partly failed; 2 is analysed; 3 is skipped; 4 is partly skipped and has partly failed.
        let waiting = try #require(try await store.work(at: noon.time).first { $0.entry == ids[1] })
        try await store.fail(.analyze, of: waiting, because: CodedMessage(text: "no"))
        for work in try await store.work(at: noon.time) where work.entry == ids[2] {
            try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
            try await store.finishAnalysis(work, answer([.happy: 90]), raw: Data(), shownTo: "test", bytes: 5)
        }
        try await store.write { db in
            try db.execute(
                sql: """
                    UPDATE job SET state = iif(kind = 'upload', 'failed', 'skipped')
                    WHERE image = (SELECT i.number FROM image i JOIN entry e ON e.number = i.entry WHERE e.id = ?)
                    """, arguments: [Data(ids[4].bytes)])
            try db.execute(
                sql: """
                    UPDATE job SET state = 'skipped'
                    WHERE image = (SELECT i.number FROM image i JOIN entry e ON e.number = i.entry WHERE e.id = ?)
                    """,
                arguments: [Data(ids[3].bytes)])
        }
        let all = try await store.timeline(limit: 10).entries
        #expect(
            Dictionary(grouping: all, by: \.status).mapValues(\.count) == [
                .queued: 1, .failed: 2, .analyzed: 1, .skipped: 1, .none: 1,
            ])
        for status in Entry.Status.allCases {
            var filter = EntryFilter()
            filter.statuses = [status]
            let found = try await store.timeline(filter, limit: 10).entries
            #expect(found == all.filter { $0.status == status }, "\(status)")
        }
        var filter = EntryFilter()
        (filter.statuses, filter.seen) = ([.analyzed, .failed], [.happy, .sad])
        #expect(try await store.timeline(filter, limit: 10).entries.map(\.id) == [ids[2]])
        filter = EntryFilter()
        filter.hasPhoto = false
        #expect(try await store.timeline(filter, limit: 10).entries.map(\.id) == [ids[5]])
        try await store.close()
    }

    @Test func cursorsHoldWithFilters() async throws {
        let store = try await Store.open(folder.journal)
        for number in 0..<30 {
            try await add(
                store, "\(number)", "2026-05-0\(number % 3 + 1)", tags: number.isMultiple(of: 2) ? ["even"] : [])
        }
        var filter = EntryFilter()
        (filter.tags, filter.from) = (["even"], try day("2026-05-02"))
        var seen: [String] = []
        var cursor: TimelineCursor?
        repeat {
            let page = try await store.timeline(filter, limit: 3, before: cursor)
            seen += page.entries.compactMap(\.note)
            // Entries written meanwhile do not move the place.
            try await add(store, "later", "2026-05-30", tags: ["even"])
            cursor = page.next
        } while cursor != nil
        let expected = (0..<30).filter { $0.isMultiple(of: 2) && $0 % 3 != 0 }.sorted { ($0 % 3, $0) > ($1 % 3, $1) }
        #expect(seen == expected.map(String.init))
        try await store.close()
    }

    @Test(arguments: [
        ("2026-05-04", ["2024", "2025", "2028"]), ("2024-05-04", ["2025", "2028"]), ("2026-02-28", ["leap", "feb"]),
        ("2024-02-29", []), ("2028-02-29", ["leap"]), ("2028-02-28", ["feb"]), ("2026-02-27", []),
    ])
    func onThisDayIsTheSameDayInOtherYears(today: String, expected: [String]) async throws {
        let store = try await Store.open(folder.journal)
        for year in ["2024", "2025", "2028"] { try await add(store, year, "\(year)-05-04") }
        try await add(store, "leap", "2024-02-29")
        try await add(store, "feb", "2023-02-28")
        #expect(try await notes(store) { $0.anniversaryOf = try day(today) }.sorted() == expected.sorted())
        try await store.close()
    }

    @Test func statisticsLeaveTheTrashOut() async throws {
        let store = try await Store.open(folder.journal)
        try await add(store, "kept", "2026-05-04", felt: .good, tags: ["sea"])
        try await add(store, "gone", "2026-05-05", felt: .awful, tags: ["sea", "gone"])
        for entry in try await store.timeline(limit: 9).entries where entry.note == "gone" {
            _ = try await store.moveToTrash(entry.id, now: noon.time)
        }
        let statistics = try await store.statistics(today: try day("2026-05-05")).value
        #expect(statistics.entries == 1 && statistics.days.map(\.mood) == [0.5])
        #expect(statistics.tags.map(\.tag) == ["sea"] && statistics.tags.map(\.entries) == [1])
        #expect(try await store.tags().map(\.tag) == ["sea"])
        #expect(try await store.tags().map(\.entries) == [1])
        try await store.close()
    }

    @Test func statisticsTakeEveryFilter() async throws {
        let store = try await Store.open(folder.journal)
        let tokyo = try #require(Zone("Asia/Tokyo"))
        try await add(store, "one", "2026-05-04", hour: 1, felt: .good, tags: ["sea"], zone: tokyo)
        try await add(store, "two", "2026-05-05", felt: .bad, tags: ["sea", "sun"])
        try await add(store, "three", "2026-05-06", felt: .great)
        var filter = EntryFilter()
        filter.tags = ["sea"]
        var statistics = try await store.statistics(filter, today: try day("2026-05-06")).value
        #expect(statistics.days.map(\.day.description) == ["2026-05-04", "2026-05-05"])
        #expect(statistics.tags.map(\.tag) == ["sea", "sun"] && statistics.streaks.current?.days == 2)
        #expect(statistics.hours[1].entries == 1, "the hour is that of the place")
        (filter.from, filter.felt) = (try day("2026-05-05"), .awful ... .okay)
        statistics = try await store.statistics(filter, today: try day("2026-05-06")).value
        #expect(statistics.entries == 1 && statistics.felt == [.bad: 1])
        #expect(try await store.calendar(2026, filter).value.days.map(\.day.description) == ["2026-05-05"])
        #expect(try await store.calendar(2025).value.days.isEmpty)
        try await store.close()
    }

    @Test func statisticsReadTheIndexOnly() async throws {
        let store = try await Store.open(folder.journal)
        var ranged = EntryFilter()
        (ranged.from, ranged.to) = (try day("2026-01-01"), try day("2026-12-31"))
        (ranged.felt, ranged.seen, ranged.tags) = (.bad ... .good, [.happy], ["run"])
        (ranged.words, ranged.hasPhoto, ranged.anniversaryOf) = ("sea", true, try day("2026-05-04"))
        for filter in [EntryFilter(), ranged] {
            let plan = try await plan(Store.observing(filter), store)
            #expect(plan.contains { $0.contains("e USING COVERING INDEX entry_by_day") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
        #expect(
            try await plan(Store.observing(ranged), store).contains {
                $0.contains("(day>? AND day<?") || $0.contains("(day=?")
            })
        try await store.close()
    }

    @Test func pagesOfTheTimelineSeekTheirPlace() async throws {
        let store = try await Store.open(folder.journal)
        let cursor = TimelineCursor("1795431600000.7")
        let plan = try await plan(Store.page(EntryFilter(), limit: 50, before: cursor), store)
        #expect(plan.count == 1 && plan[0].contains("SEARCH e USING COVERING INDEX entry_by_time"), "\(plan)")
        try await store.close()
    }

    private func plan(_ query: SQL, _ store: Store) async throws -> [String] {
        try await store.read { db in
            try Row.fetchAll(db, SQLRequest(literal: "EXPLAIN QUERY PLAN \(query)")).map { $0["detail"] }
        }
    }

    private func answer(_ emotions: [Emotion: Double]) -> FaceAnalysis {
        let face = Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: emotions)
        return FaceAnalysis(analyzer: "test", at: noon.time, faces: [face])
    }
}
