import Journal
import TestSupport
import Testing

/// The sum of changes does not depend on the order in which they arrive, nor on how often.
@Suite struct EntryStateTests {
    private let moment = Moment(Timestamp(milliseconds: 1_795_418_045_000), in: .utc)

    private func stamp(_ clock: Int64, _ device: UInt64 = 1) -> ChangeStamp {
        ChangeStamp(clock: clock, device: device)
    }

    private func facts(_ events: [(Int64, Change.Event)]) -> EntryState {
        EntryState(events.map { Change(stamp($0.0), $0.1) })
    }

    @Test func theLastWriterWinsAndTheDeviceDecidesTies() {
        let early = Change(stamp(1, 2), .felt(.bad))
        let late = Change(stamp(2, 1), .felt(.good))
        let tie = Change(stamp(2, 2), .felt(.great))
        #expect(EntryState([late, early]).felt == .good)
        #expect(EntryState([tie, late, early]).felt == .great)
        #expect(facts([(1, .note("words")), (2, .note(nil))]).note == nil)
    }

    @Test func aTagThatIsRemovedWhereItWasSeenStaysWhereItWasAddedAtTheSameTime() {
        let here = Change(stamp(1, 1), .tagged("run"))
        let there = Change(stamp(1, 2), .tagged("run"))
        let removal = Change(stamp(3, 1), .untagged("run", [here.stamp]))
        #expect(EntryState([here, removal]).tags.isEmpty)
        #expect(EntryState([removal, there, here]).tags == ["run": [there.stamp]])
    }

    @Test func theFirstPhotoStays() {
        let photo = PhotoFacts(sha256: "a", original: "b", width: 1, height: 2, bytes: 3, remarks: [])
        var other = photo
        other.sha256 = "c"
        #expect(facts([(1, .photo(photo)), (2, .photo(other))]).photos.map(\.facts) == [photo])
    }

    @Test(arguments: [
        Change.Event.felt(.good), .note(nil), .tagged("run"), .untagged("run", []), .pick(FacePick(index: 1)),
        .moment(Moment(Timestamp(milliseconds: 5), in: .utc)),
    ])
    func anEditRevivesWhatWasTrashedBefore(_ edit: Change.Event) {
        let trashed = Timestamp(milliseconds: 7)
        #expect(facts([(1, .moment(moment)), (2, .trashed(trashed))]).trashedAt == trashed)
        #expect(facts([(2, .trashed(trashed)), (3, edit)]).trashedAt == nil)
        #expect(facts([(3, .trashed(trashed)), (2, edit)]).trashedAt == trashed)
    }

    @Test func whatIsNoEditRevivesNothing() {
        for event in [Change.Event.isPrivate(true), .analysis(AnswerSource())] {
            #expect(facts([(1, .trashed(Timestamp(milliseconds: 7))), (2, event)]).trashedAt != nil)
        }
        #expect(facts([(1, .trashed(Timestamp(milliseconds: 7))), (2, .trashed(nil))]).trashedAt == nil)
    }

    @Test func aPurgeBeatsEverything() {
        let facts = facts([
            (1, .moment(moment)), (2, .purged(wasShared: true)), (3, .note("late")), (4, .trashed(nil)),
        ])
        #expect(facts.isPurged && facts.moment == nil && facts.note == nil)
    }

    @Test func noOrderAndNoRepetitionMakesADifference() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<1000 {
            let changes = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Change(
                    stamp(.random(in: 1...8, using: &random), .random(in: 1...3, using: &random)),
                    randomEvent(using: &random))
            }
            // A stamp identifies one change.
            let unique = Array(
                Dictionary(changes.map { ($0.stamp, $0) }, uniquingKeysWith: { first, _ in first }).values)
            let expected = EntryState(unique)
            #expect(EntryState((unique + unique).shuffled(using: &random)) == expected)
        }
    }

    private func randomEvent(using random: inout SeededGenerator) -> Change.Event {
        let tag = ["run", "sun"].randomElement(using: &random) ?? "run"
        return switch Int.random(in: 0..<14, using: &random) {
        case 0: .felt(Felt.allCases.randomElement(using: &random))
        case 1: .note(["a", "b", nil].randomElement(using: &random) ?? nil)
        case 2, 3: .tagged(tag)
        case 4: .untagged(tag, [stamp(.random(in: 1...8, using: &random), .random(in: 1...3, using: &random))])
        case 5: .trashed(Bool.random(using: &random) ? Timestamp(milliseconds: 7) : nil)
        case 6: .isPrivate(.random(using: &random))
        case 7: .moment(moment)
        case 8, 9: .photo(photo(.random(in: 1...3, using: &random), of: .random(in: 1...2, using: &random)))
        case 10:
            .unphoto(sha256: "1", [stamp(.random(in: 1...8, using: &random), .random(in: 1...3, using: &random))])
        case 11: .photoPurged(sha256: "1", original: "file 1")
        case 12: .pick(FacePick(photo: someName(using: &random), index: 0))
        default: .analysis(AnswerSource(photo: someName(using: &random), analyzer: "rekognition"))
        }
    }

    private func someName(using random: inout SeededGenerator) -> String? {
        [nil, "1", "2"].randomElement(using: &random) ?? nil
    }

    private func photo(_ jpeg: Int, of file: Int) -> PhotoFacts {
        PhotoFacts(sha256: "\(jpeg)", original: "file \(file)", width: 1, height: 2, bytes: 3, remarks: [])
    }
}
