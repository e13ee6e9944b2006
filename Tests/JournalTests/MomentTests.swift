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

    @Test(arguments: [
        "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
        "Asia/Kathmandu",
        "Africa/Casablanca", "UTC", "-03:30",
    ])
    func everyPointInTimeIsAmongTheReadingsOfItsClock(name: String) throws {
        let zone = try #require(Zone(name))
        // Every half hour of the years 2011, when Samoa left out a day, and 2018.
        for start in [1_293_840_000_000, 1_514_764_800_000] as [Int64] {
            for half in 0..<(365 * 48) as Range<Int64> {
                let moment = Moment(Timestamp(milliseconds: start + half * 1_800_000), in: zone)
                let readings = Moment.readings(of: moment.local, in: zone)
                guard readings.contains(moment), readings.count <= 2, Moment(moment.local, in: zone) == readings[0]
                else {
                    Issue.record("\(moment.iso8601) is read as \(readings.map(\.iso8601))")
                    return
                }
            }
        }
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
