import Foundation
import Journal
@testable import Storage
import TestSupport
import Testing

/// Devices that have received all of each other's changes have the same journal, whatever happened on the way.
@Suite struct MergingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder(folder.path + "/" + name))
    }

    @Test(.timeLimit(.minutes(15))) func onceEveryStoreHasReceivedAllAllAreEqual() async throws {
        let seed = ProcessInfo.processInfo.environment["JOURNAL_TEST_SEED"].flatMap { UInt64($0) } ?? 20_261_124
        let histories = ProcessInfo.processInfo.environment["JOURNAL_TEST_HISTORIES"].flatMap { Int($0) } ?? 250
        var devices = Devices(
            try await [store("a"), store("b"), store("c")], random: SeededGenerator(seed: seed))
        for number in 0..<histories {
            try await devices.liveThroughAHistory()
            try await devices.exchangeEverything()
            let states = try await devices.states()
            #expect(states[0] == states[1] && states[1] == states[2], "history \(number), seed \(seed)")
        }
        for store in devices.stores { try await store.close() }
    }

    @Test func whatLostStaysInTheHistory() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        _ = try await here.add(Draft(id: id, note: "first"), now: noon)
        try await there.apply(here.changes(since: 0).changes, now: noon.time)
        var edit = Edit()
        edit.note = .set("from there")
        _ = try await there.edit(id, edit, now: noon.later(seconds: 5))
        edit.note = .set("from here")
        _ = try await here.edit(id, edit, now: noon.later(seconds: 9))
        try await here.apply(there.changes(since: 0).changes, now: noon.time)
        #expect(try await here.entry(id)?.note == "from here")
        let notes = try await here.history(of: id).compactMap {
            if case .note(let note) = $0.event { note } else { nil }
        }
        #expect(notes == ["from here", "from there", "first"])
        let lost = try #require(try await here.history(of: id).first { $0.event == .note("from there") })
        #expect(!lost.isFromHere && lost.canBeBroughtBack)
    }

    @Test func anAnswerTravelsWithItsEntryAndAPurgeFollowsIt() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        _ = try await here.add(Draft(id: id, photos: [try selfie()], note: "words"), now: noon)
        let work = try #require(try await here.work(at: noon.time).first)
        try await here.finishAnalysis(work, happy, raw: Data("{\"a\":1}".utf8), shownTo: "test", bytes: 5)
        try await there.apply(here.changes(since: 0).changes.reversed(), now: noon.time)
        let entry = try #require(try await there.entry(id))
        #expect(entry.seen == Seen(happy) && entry.photo?.width == 1200)
        // The device that took the photo sends it and has it analysed.
        #expect(try await there.queue().isEmpty)
        let point = try await here.changes(since: 0).next
        _ = try await here.purge([id], now: noon.time)
        try await there.apply(here.changes(since: point).changes, now: noon.time)
        #expect(try await there.entry(id) == nil)
        #expect(try await there.changes(since: 0).changes.map(\.field) == ["purge"])
    }

    @Test func privateEntriesNeverLeaveUntilTheyAreOpened() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        _ = try await here.add(Draft(id: id, note: "secret", tags: ["a"], isPrivate: true), now: noon)
        let batch = try await here.changes(since: 0)
        #expect(batch.changes.isEmpty && batch.next > 0)
        var edit = Edit()
        edit.isPrivate = false
        let opened = try await here.edit(id, edit, now: noon.time)
        try await there.apply(here.changes(since: batch.next).changes, now: noon.time)
        #expect(try await there.entry(id) == opened)
    }

    @Test func whatIsMadePrivateOrPurgedElsewhereIsNoLongerSentFromHereAndDeletedWhereItWas() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let ids = [newID(), newID()]
        for (number, id) in zip(1..., ids) {
            _ = try await here.add(Draft(id: id, photos: [try photo(number)], note: "words"), now: noon)
            let work = try #require(try await here.work(at: noon.time).first { $0.entry == id })
            try await here.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        }
        try await there.apply(here.changes(since: 0).changes, now: noon.time)
        #expect(try await here.queue().map(\.kind) == [.analyze, .analyze])
        let point = try await there.changes(since: 0).next
        var edit = Edit()
        edit.isPrivate = true
        _ = try await there.edit(ids[0], edit, now: noon.later(seconds: 5))
        _ = try await there.purge([ids[1]], now: noon.later(seconds: 6))
        let told = try await there.changes(since: point).changes
        #expect(told.map(\.field) == ["private", "purge"] && told.map(\.value) == ["true", "true"])
        try await here.apply(told, now: noon.time)
        #expect(try await here.entry(ids[0])?.isPrivate == true)
        #expect(try await here.entry(ids[1]) == nil)
        #expect(try await here.deletions(at: noon.time).map(\.place) == ["s3://b", "s3://b"])
        #expect(try await here.queue().map(\.kind) == [.delete, .delete])

        // No longer private there, it is sent again from here.
        edit.isPrivate = false
        let later = try await there.changes(since: point).next
        _ = try await there.edit(ids[0], edit, now: noon.later(seconds: 9))
        try await here.apply(there.changes(since: later).changes, now: noon.time)
        #expect(try await here.entry(ids[0])?.isPrivate == false)
        #expect(try await here.queue().map(\.kind) == [.delete, .upload, .analyze])
    }

    @Test func nobodyHearsOfAnEntryThatWasAlwaysPrivateNotEvenThatItIsGone() async throws {
        let here = try await store("here")
        let (hidden, known) = (newID(), newID())
        _ = try await here.add(Draft(id: hidden, note: "secret", isPrivate: true), now: noon)
        _ = try await here.add(Draft(id: known, note: "open"), now: noon)
        var edit = Edit()
        edit.isPrivate = true
        _ = try await here.edit(known, edit, now: noon.time)
        _ = try await here.purge([hidden, known], now: noon.time)
        let left = try await here.changes(since: 0).changes
        #expect(left.map(\.entry) == [known.description] && left.map(\.field) == ["purge"])
    }

    /// For an author whose day ends late, an hour past midnight still belongs to the previous day; this tries the
    /// furthest difference.
    @Test func theDayThatAnEntryCountsForIsTheOneInItsChange() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        let night = try #require(Moment(iso8601: "2026-05-05T23:59:00.000-12:00"))
        _ = try await here.add(Draft(id: id, moment: night, felt: .good), now: noon)
        var changes = try await here.changes(since: 0).changes
        for index in changes.indices where changes[index].field == "moment" {
            changes[index].value = changes[index].value.replacing("2026-05-05", with: "2026-05-04")
        }
        try await there.apply(changes, now: noon.time)
        let before = LocalDay("2026-05-04")
        #expect(try await there.entry(id)?.moment.day == before)

        // Neither new words nor setting the same time again moves it.
        var edit = Edit()
        (edit.note, edit.moment) = (.set("late"), night)
        let edited = try await there.edit(id, edit, now: noon.later(seconds: 5))
        #expect(edited.moment.day == before && edited.note == "late")
        #expect(try await there.days().value.map(\.day) == [before])
        var filter = EntryFilter()
        (filter.from, filter.to) = (before, before)
        #expect(try await there.timeline(filter, limit: 5).entries.map(\.id) == [id])
        let back = try await there.records(of: [id]).value.flatMap(\.history)
        #expect(back.count { $0.field == "moment" } == 1)

        edit = Edit()
        edit.moment = Moment(Timestamp(milliseconds: night.time.milliseconds - 60_000), in: night.zone)
        #expect(try await there.edit(id, edit, now: noon.later(seconds: 9)).moment.day == LocalDay("2026-05-05"))
        for store in [here, there] { try await store.close() }
    }

    @Test func whatIsNoChangeIsRefusedWithAllThatCameAlong() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        _ = try await here.add(Draft(id: newID(), felt: .good, note: "words"), now: noon)
        let good = try await here.changes(since: 0).changes
        let breaks: [(inout ChangeRecord) -> Void] = [
            { $0.device = "no device" }, { $0.entry = "no entry" }, { $0.clock = 0 }, { $0.clock = .max },
            // The first of the year 4000.
            { $0.clock = 64_060_588_800_000 << 16 }, { $0.value = "{" },
            { ($0.field, $0.value) = ("later", "no JSON") },
        ]
        for spoil in breaks {
            var bad = good
            spoil(&bad[bad.count - 1])
            await #expect(throws: StoreError.self) { try await there.apply(bad, now: noon.time) }
            #expect(try await there.changes(since: 0).changes.isEmpty)
        }
    }

    /// A newer program may understand it, and one line must not keep all others out.
    @Test func whatCannotHaveBeenSaidIsKeptAndCountsForNothing() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        _ = try await here.add(Draft(id: id, photos: [try photo(0)], felt: .good, note: "words"), now: noon)
        try await there.apply(try await here.changes(since: 0).changes, now: noon.time)
        let expected = try await there.entry(id)
        let odd = [
            ("analysis", "7"), ("felt", "\"x\""),
            ("moment", #"{"time":0,"zone":"UTC","day":"1970-01-01","offset":9000000000000}"#),
            ("moment", #"{"time":-9223372036854775808,"zone":"UTC","day":"1970-01-01","offset":0}"#),
            ("moment", #"{"time":0,"zone":"UTC","day":"1970-01-01","offset":-9223372036854775808}"#),
            ("face", "9223372036854775807"), ("face", "-1"), ("trash", "9223372036854775807"),
            ("analysis", #"{"analyzer":"x","time":-9223372036854775808,"faces":[],"raw":""}"#),
            ("analysis", #"{"analyzer":"x","time":0,"faces":[{"mood":"new"}],"raw":""}"#),
            ("photo", #"{"sha256":"ab","original":"ab","width":1,"height":1,"bytes":1,"warnings":[]}"#),
            ("pick", #"{"photo":7}"#), ("unphoto", "{}"), ("photopurge", #"{"sha256":"cd","original":"ab"}"#),
        ].enumerated().map { index, change in
            ChangeRecord(
                clock: noon.later(seconds: 60 + Int64(index)).milliseconds << 16, device: "00000000000000ff",
                entry: id.description, field: change.0, value: change.1)
        }
        try await there.apply(odd, now: noon.time)
        #expect(try await there.entry(id) == expected)
        let kept = Set(try await there.records(of: [id]).value.flatMap(\.history))
        #expect(kept.isSuperset(of: odd))
        // And it does not get in the way of later changes.
        var edit = Edit()
        edit.note = .set("later")
        #expect(try await there.edit(id, edit, now: noon.later(seconds: 900)).note == "later")
        for store in [here, there] { try await store.close() }
    }

    @Test func whatOnlyANewerProgramUnderstandsIsPassedOn() async throws {
        let (here, there) = (try await store("here"), try await store("there"))
        let id = newID()
        _ = try await here.add(Draft(id: id, note: "words"), now: noon)
        var changes = try await here.changes(since: 0).changes
        changes.append(
            ChangeRecord(
                clock: changes[0].clock + 5, device: "00000000000000ff", entry: id.description, field: "weather",
                value: "{\"sun\":true}"))
        try await there.apply(changes, now: noon.time)
        #expect(Set(try await there.changes(since: 0).changes) == Set(changes))
        #expect(try await there.entry(id)?.note == "words")
    }
}

private let happy = FaceAnalysis(
    analyzer: "test", at: noon.time,
    faces: [Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.happy: 90])])

/// Three devices on which random things happen, with clocks that jump.
private struct Devices {
    let stores: [Store]
    private var random: SeededGenerator
    private var ids: [EntryID] = []
    /// Where the latest history begins in each store's log.
    private var points: [Int64] = [0, 0, 0]

    init(_ stores: [Store], random: SeededGenerator) {
        self.stores = stores
        self.random = random
    }

    mutating func liveThroughAHistory() async throws {
        ids = (0..<2).map { _ in newID() }
        for index in stores.indices { points[index] = try await stores[index].changes(since: points[index]).next }
        for id in ids { try await add(id) }
        for _ in 0..<10 {
            if Int.random(in: 0..<4, using: &random) == 0 { try await exchangeSome() }
            try await doSomething()
        }
    }

    /// Everyone's changes to everyone else, in any order, some of them twice.
    mutating func exchangeEverything() async throws {
        for from in stores.indices {
            var changes = try await stores[from].changes(since: points[from]).changes
            changes += changes.shuffled(using: &random).prefix(3)
            for to in stores { try await to.apply(changes.shuffled(using: &random), now: noon.time) }
        }
    }

    /// What each device knows of the latest history: its entries and its changes.
    func states() async throws -> [Set<String>] {
        var states: [Set<String>] = []
        for (store, point) in zip(stores, points) {
            var state = Set(try await store.changes(since: point).changes.map { String(describing: $0) })
            for id in ids {
                guard var entry = try await store.entry(id) else { continue }
                // A photo is sent by the device that has it.
                (entry.status, entry.reason) = (.none, nil)
                for index in entry.photos.indices { entry.photos[index].isHere = true }
                state.insert(String(decoding: try jsonLine(entry), as: UTF8.self))
            }
            states.append(state)
        }
        return states
    }

    private mutating func add(_ id: EntryID) async throws {
        let store = stores.randomElement(using: &random) ?? stores[0]
        _ = try await store.add(Draft(id: id, felt: .okay, note: "begun", tags: ["run"]), now: now())
    }

    private mutating func exchangeSome() async throws {
        let from = Int.random(in: stores.indices, using: &random)
        let to = Int.random(in: stores.indices, using: &random)
        let changes = try await stores[from].changes(since: points[from]).changes
        try await stores[to].apply(
            Array(changes.shuffled(using: &random).prefix(Int.random(in: 0...20, using: &random))),
            now: noon.time)
    }

    private mutating func doSomething() async throws {
        let store = stores.randomElement(using: &random) ?? stores[0]
        let id = ids.randomElement(using: &random) ?? ids[0]
        guard let entry = try await store.entry(id) else { return }
        let now = now()
        switch Int.random(in: 0..<30, using: &random) {
        case 0..<12: _ = try await store.edit(id, edit(entry), now: now.time)
        case 12..<14: _ = try await store.moveToTrash(id, now: now.time)
        case 14..<16: _ = try await store.restore(id, now: now.time)
        case 16..<20: try await addPhoto(to: id, store, now.time)
        case 20..<29:
            guard let photo = entry.photos.randomElement(using: &random) else { return }
            try await use(photo, of: id, store, now.time)
        default: _ = try await store.purge([id], now: now.time)
        }
    }

    private mutating func addPhoto(to id: EntryID, _ store: Store, _ now: Timestamp) async throws {
        let photo = try photo(.random(in: 0..<3, using: &random))
        _ = try await store.edit(id, Edit(), adding: [photo], now: now)
    }

    private mutating func use(_ photo: Entry.Photo, of id: EntryID, _ store: Store, _ now: Timestamp) async throws {
        var edit = Edit()
        switch Int.random(in: 0..<9, using: &random) {
        case 0..<4:
            // Only for devices that have the photo.
            let analyzer = ["rekognition", "test"].randomElement(using: &random) ?? "test"
            let work = SyncTask(
                photo: SyncTask.Photo(entry: id, sha256: photo.sha256), needsUpload: false, bytes: 0,
                needsAnalysis: true, queuePosition: 1)
            let answer = FaceAnalysis(analyzer: analyzer, at: now, faces: happy.faces + happy.faces)
            try await store.finishAnalysis(work, answer, raw: Data("{}".utf8), shownTo: "test", bytes: 0)
        case 4..<6:
            guard photo.seen != nil else { return }
            (edit.face, edit.facePhoto) = (Bool.random(using: &random) ? .set(1) : .clear, photo.sha256)
            _ = try await store.edit(id, edit, now: now)
        case 6..<8:
            edit.removedPhotos = [photo.sha256]
            _ = try await store.edit(id, edit, now: now)
        default: _ = try await store.purgePhotos([photo.sha256], of: id, now: now)
        }
    }

    private mutating func edit(_ entry: Entry) -> Edit {
        var edit = Edit()
        switch Int.random(in: 0..<5, using: &random) {
        case 0: edit.felt = Felt.allCases.randomElement(using: &random).map { .set($0) } ?? .clear
        case 1: edit.note = Bool.random(using: &random) ? .clear : .set("note \(Int.random(in: 0..<9, using: &random))")
        case 2: edit.addedTags = ["run", "sun", "sea"].shuffled(using: &random).suffix(2)
        case 3: edit.removedTags = entry.tags.shuffled(using: &random).suffix(1)
        default: edit.moment = now()
        }
        return edit
    }

    /// The time by a clock that no one should believe.
    private mutating func now() -> Moment {
        let jump = Int64.random(in: -400_000_000...400_000_000, using: &random)
        return Moment(Timestamp(milliseconds: noon.time.milliseconds + jump), in: .utc)
    }
}
