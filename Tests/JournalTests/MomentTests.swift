import Journal
import Testing

@Suite struct MomentTests {
    let paris: Zone
    /// 2026-11-23T07:14:05.000Z.
    let time = Timestamp(milliseconds: 1_795_418_045_000)

    init() throws {
        paris = try #require(Zone("Europe/Paris"))
    }

    private func local(_ day: String, _ hour: Int, _ minute: Int) throws -> LocalTime {
        let day = try #require(LocalDay(day))
        return try #require(LocalTime(day: day, hour: hour, minute: minute))
    }

    @Test func isWrittenWithItsOffset() throws {
        #expect(Moment(time, in: paris).iso8601 == "2026-11-23T08:14:05.000+01:00")
        #expect(Moment(time, in: try #require(Zone("-03:30"))).iso8601 == "2026-11-23T03:44:05.000-03:30")
        #expect(time.iso8601 == "2026-11-23T07:14:05.000Z")
    }

    @Test func itsDayIsTheOneThatWasLived() throws {
        let late = Timestamp(milliseconds: 1_795_474_800_000)
        #expect(late.iso8601 == "2026-11-23T23:00:00.000Z")
        #expect(Moment(late, in: paris).day.description == "2026-11-24")
        #expect(Moment(late, in: .utc).day.description == "2026-11-23")
    }

    @Test func beforeTheEpochClocksRunForwardToo() {
        let before = Timestamp(milliseconds: -1)
        #expect(before.iso8601 == "1969-12-31T23:59:59.999Z")
    }

    @Test func theHourThatSpringSkipsIsCountedOn() throws {
        let skipped = Moment(try local("2026-03-29", 2, 30), in: paris)
        #expect(skipped.iso8601 == "2026-03-29T03:30:00.000+02:00")
    }

    @Test func theHourThatAutumnRepeatsMeansItsFirstPass() throws {
        let repeated = Moment(try local("2026-10-25", 2, 30), in: paris)
        #expect(repeated.iso8601 == "2026-10-25T02:30:00.000+02:00")
        #expect(Moment(try local("2026-10-25", 3, 0), in: paris).iso8601 == "2026-10-25T03:00:00.000+01:00")
    }

    @Test func wordsAreMeantInTheZoneOfThePresent() throws {
        let now = Moment(time, in: paris)
        let spoken = { (text: String) in Moment(spoken: text, now: now)?.iso8601 }
        #expect(spoken("yesterday 21:30") == "2026-11-22T21:30:00.000+01:00")
        #expect(spoken("today 8:05") == "2026-11-23T08:05:00.000+01:00")
        #expect(spoken("2026-05-04 21:30") == "2026-05-04T21:30:00.000+02:00")
        #expect(spoken("2026-05-04T21:30:05") == "2026-05-04T21:30:05.000+02:00")
        #expect(spoken("2026-05-04") == "2026-05-04T12:00:00.000+02:00")
    }

    @Test(arguments: ["", "soon", "2026-02-30", "2026-05-04 25:00", "2026-05-04 21", "today 1:2:3:4", "today 8:05 pm"])
    func wordsThatAreNoTimeAreRefused(text: String) {
        #expect(Moment(spoken: text, now: Moment(time, in: paris)) == nil)
    }
}

@Suite struct ZoneTests {
    @Test func knowsNamesAndOffsets() throws {
        #expect(Zone("Nowhere/Land") == nil)
        #expect(Zone("+25:00") == nil)
        #expect(try #require(Zone("+05:45")).secondsFromUTC(at: Timestamp(milliseconds: 0)) == 20_700)
        #expect(Zone(offsetMinutes: -210)?.description == "-03:30")
        #expect(Zone(offsetMinutes: 18 * 60 + 1) == nil)
    }
}
