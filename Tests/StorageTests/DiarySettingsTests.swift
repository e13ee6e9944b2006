import Journal
@testable import Storage
import TestSupport
import Testing

/// Settings that belong to the diary, not to a machine.
@Suite struct DiarySettingsTests {
    private let folder: TemporaryFolder
    private let night: Moment

    init() throws {
        folder = try TemporaryFolder()
        night = try #require(Moment(iso8601: "2026-11-28T01:30:00.000Z"))
    }

    private func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder(folder.path + "/" + name))
    }

    @Test func theEndOfTheDayDecidesWhatIsWrittenFromThenOn() async throws {
        let store = try await store("a")
        let before = try await store.add(Draft(id: newID(1), note: "before"), now: night).entry
        try await store.set(.dayEnd, to: "03:00", now: night.time)
        let after = try await store.add(Draft(id: newID(2), note: "after"), now: night).entry
        let said = try await store.add(Draft(id: newID(3), moment: night, note: "said"), now: noon).entry
        #expect([before, after, said].map(\.moment.day.description) == ["2026-11-28", "2026-11-27", "2026-11-27"])

        var edit = Edit()
        edit.note = .set("in other words")
        edit.moment = night
        let same = try await store.edit(before.id, edit, now: night.later(seconds: 1))
        #expect(same.note == "in other words" && same.moment.day == before.moment.day)
        edit.moment = Moment(night.later(seconds: 60), in: .utc)
        #expect(
            try await store.edit(before.id, edit, now: night.later(seconds: 2)).moment.day.description == "2026-11-27")

        try await store.set(.dayEnd, to: nil, now: night.later(seconds: 3))
        #expect(try await store.entry(after.id)?.moment.day == after.moment.day)
        #expect(
            try await store.add(Draft(id: newID(4), note: "x"), now: night).entry.moment.day.description == "2026-11-28"
        )
        try await store.close()
    }

    @Test func anImportKeepsItsDays() async throws {
        let store = try await store("a")
        try await store.set(.dayEnd, to: "03:00", now: night.time)
        var draft = Draft(id: newID(1), moment: night, note: "from elsewhere")
        draft.meansItsPhoto = false
        #expect(try await store.add(draft, now: noon).entry.moment.day.description == "2026-11-28")
        try await store.close()
    }

    @Test func theyReachEveryDeviceAndTheLaterOneWins() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        try await here.set(.dayEnd, to: "03:00", now: night.time)
        try await there.set(.dayEnd, to: "04:30", now: night.later(seconds: 1))
        try await here.set(.analyzer, to: "mine", now: night.later(seconds: 2))
        try await there.apply(here.changes(since: 0).changes, now: night.time)
        try await here.apply(there.changes(since: 0).changes, now: night.time)
        for store in [here, there] {
            let settings = try await store.diarySettings()
            #expect(settings.dayEnd == DayEnd("4:30") && settings.analyzer == "mine")
            #expect(try await store.timeline(EntryFilter(), limit: 9).entries.isEmpty)
            try await store.close()
        }
    }

    @Test func onlyWhatEntriesAreComputedFromHasThemComputedAnew() async throws {
        let store = try await store("a")
        func isDue(_ name: DiarySettings.Name, _ value: String) async throws -> Bool {
            try await store.write { db in
                try ChangeLog(db).record(
                    [.setting(name: name.rawValue, value: value)], to: DiarySettings.entry, now: noon.time)
                return try Projection.isDue(db)
            }
        }
        #expect(try await isDue(.dayEnd, "03:00") == false)
        #expect(try await isDue(.analyzer, "mine") == true)
        try await store.close()
    }

    @Test func whatOnlyANewerVersionUnderstandsIsKeptAndCountsForNothing() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        try await here.set(.dayEnd, to: "half past", now: night.time)
        #expect(try await here.diarySettings() == DiarySettings())
        try await there.apply(here.changes(since: 0).changes, now: night.time)
        #expect(try await there.changes(since: 0).changes.map(\.value) == here.changes(since: 0).changes.map(\.value))
        for store in [here, there] { try await store.close() }
    }
}
