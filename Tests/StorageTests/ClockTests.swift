import Foundation
import GRDB
import Journal
@testable import Storage
import TestSupport
import Testing

/// What comes from elsewhere takes no room from what is written here.
@Suite struct ClockTests {
    private let folder: TemporaryFolder
    private let end = ChangeStamp.believableClocks.upperBound - 1

    init() throws {
        folder = try TemporaryFolder()
    }

    private func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder(folder.path + "/" + name))
    }

    private func note(_ text: String, _ clock: Int64, device: String = "00000000000000ff", of id: EntryID)
        -> ChangeRecord
    {
        ChangeRecord(clock: clock, device: device, entry: id.description, field: "note", value: "\"\(text)\"")
    }

    /// Whether everything one journal has said until now is taken by another.
    private func isTaken(_ store: Store, by name: String) async throws -> Bool {
        let other = try await self.store(name)
        try await other.apply(store.changes(since: 0).changes, now: noon.time)
        let same =
            try await other.timeline(EntryFilter(), limit: 99).entries.map(\.note)
            == store.timeline(EntryFilter(), limit: 99).entries.map(\.note)
        try await other.close()
        return same
    }

    @Test(arguments: [0, 1, 5])
    func oneLineFromTheEndOfTimeTakesNobodyAlong(before: Int64) async throws {
        let store = try await store("a")
        let (odd, own) = (newID(1), newID(2))
        _ = try await store.add(Draft(id: odd, note: "first"), now: noon)
        try await store.apply([note("odd", end - before, of: odd)], now: noon.time)
        #expect(try await store.entry(odd)?.note == "odd")
        _ = try await store.add(Draft(id: own, note: "own"), now: noon)
        let clocks = try await clocks(of: own, in: store)
        #expect(clocks.allSatisfy { $0 < noon.later(seconds: 1).milliseconds << 16 })
        // The entry itself can be edited, as often as its author likes.
        var edit = Edit()
        for number in 0..<9 {
            edit.note = .set("again \(number)")
            #expect(try await store.edit(odd, edit, now: noon.later(seconds: 60)).note == "again \(number)")
        }
        #expect(try await isTaken(store, by: "b"))
        try await store.close()
    }

    @Test func aClockThatIsWrongByYearsIsFollowedInItsOwnEntriesOnly() async throws {
        let store = try await store("a")
        let (near, far, own, last) = (newID(1), newID(2), newID(3), newID(4))
        let hour = noon.later(seconds: 3600).milliseconds << 16
        let year = noon.later(seconds: 86_400 * 365).milliseconds << 16
        for id in [near, far] { _ = try await store.add(Draft(id: id, note: "first"), now: noon) }
        try await store.apply(
            [note("an hour ahead", hour, of: near), note("a year ahead", year, of: far)], now: noon.time)
        _ = try await store.add(Draft(id: own, note: "own"), now: noon)
        var edit = Edit()
        edit.note = .set("edited")
        #expect(try await store.edit(far, edit, now: noon.time).note == "edited")
        #expect(try await clocks(of: own, in: store).allSatisfy { $0 > hour && $0 < hour + 99 })
        #expect(try await clocks(of: far, in: store).last == year + 1)
        // Nor do this device's own changes to others.
        _ = try await store.add(Draft(id: last, note: "later"), now: noon)
        #expect(try await clocks(of: last, in: store).allSatisfy { $0 > hour && $0 < hour + 99 })
        try await store.close()
    }

    @Test(arguments: ["ffffffffffffffff", "ffffffff00000000"])
    func whoLeavesNoRoomIsNoDevice(device: String) async throws {
        let store = try await store("a")
        let id = newID(1)
        _ = try await store.add(Draft(id: id, note: "first"), now: noon)
        await #expect(throws: StoreError.self) {
            try await store.apply([note("odd", end, device: device, of: id)], now: noon.time)
        }
        #expect(try await store.entry(id)?.note == "first")
        try await store.close()
    }

    /// As after the file was copied to another device, and both went on with it.
    @Test func ofTwoChangesWithOneStampBothAreKeptTheSameWayEverywhere() async throws {
        let (one, two) = (newID(1), newID(2))
        let clock = noon.time.milliseconds << 16
        let device = "00000000000000aa"
        func moment(_ id: EntryID) -> [ChangeRecord] {
            [
                ChangeRecord(
                    clock: clock, device: "00000000000000bb", entry: id.description, field: "moment",
                    value: #"{"time":\#(noon.time.milliseconds),"zone":"UTC","day":"2026-11-23","offset":0}"#)
            ]
        }
        let changes =
            [note("one", clock + 9, device: device, of: one), note("two", clock + 9, device: device, of: two)]
            + ["three", "four"].map { note($0, clock + 9, device: device, of: one) }
        var logs: [[String]] = []
        for (name, order) in [("a", changes), ("b", changes.reversed()), ("c", changes + changes.shuffled())] {
            let store = try await store(name)
            var beginning = moment(one)
            beginning += moment(two).map { change in
                var change = change
                change.clock += 1
                return change
            }
            try await store.apply(beginning, now: noon.time)
            for change in order { try await store.apply([change], now: noon.time) }
            logs.append(
                try await store.read { db in
                    try String.fetchAll(db, sql: "SELECT hex(device) || hex(entry) || value FROM change ORDER BY 1")
                })
            #expect(try await store.entry(two)?.note == "two")
            let events = try await store.history(of: one).map(\.event)
            for text in ["one", "three", "four"] { #expect(events.contains(.note(text))) }
            try await store.close()
        }
        #expect(logs[0].count == 6 && logs[1] == logs[0] && logs[2] == logs[0])
    }

    /// An earlier version let one such line take everything along that was written after it.
    @Test func whatHadLeftBelievableTimeComesBack() async throws {
        let store = try await store("a")
        let ids = [newID(1), newID(2)]
        for id in ids { _ = try await store.add(Draft(id: id, note: "first"), now: noon) }
        try await store.apply([note("odd", end, of: ids[0])], now: noon.time)
        var edit = Edit()
        edit.note = .set("lost")
        for id in ids { _ = try await store.edit(id, edit, now: noon.later(seconds: 9)) }
        try await store.write { [end] db in
            try db.execute(
                sql:
                    "UPDATE change SET clock = ? + number, device = (SELECT value FROM setting WHERE name = 'device') WHERE number > 5",
                arguments: [end])
            try Schema.returnToBelievableTime(db)
        }
        for id in ids { #expect(try await store.entry(id)?.note == "lost") }
        #expect(try await isTaken(store, by: "b"))
        try await store.close()
    }

    private func clocks(of id: EntryID, in store: Store) async throws -> [Int64] {
        try await store.read { db in
            try Int64.fetchAll(
                db, sql: "SELECT clock FROM change WHERE entry = ? ORDER BY number", arguments: [Data(id.bytes)])
        }
    }
}
