import Journal
import Testing

@Suite struct WrittenTimeTests {
    @Test(arguments: [
        "2026-11-23T08:14:05.000+01:00", "1969-12-31T23:59:59.999-11:30", "2024-02-29T00:00:00.250+00:00",
    ])
    func whatIsWrittenIsReadAgain(text: String) throws {
        #expect(try #require(Moment(iso8601: text)).iso8601 == text)
    }

    @Test func otherProgramsWayOfWritingIsUnderstood() throws {
        let time = Timestamp(milliseconds: 1_514_171_072_000)
        for text in ["2017-12-25T03:04:32Z", "2017-12-25T05:04:32.0+0200", "2017-12-25T03:04:32.0009Z"] {
            #expect(Moment(iso8601: text)?.time == time, "\(text)")
        }
        #expect(Moment(iso8601: "2017-12-25T03:04Z")?.time.milliseconds == 1_514_171_040_000)
    }

    @Test func theZoneIsKeptWithTheOffsetThatIsWritten() throws {
        let paris = try #require(Zone("Europe/Paris"))
        let moment = try #require(Moment(iso8601: "2026-11-23T08:14:05.000+02:00", in: paris))
        #expect(moment.zone == paris && moment.offset == 7200 && moment.local.hour == 8)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T08:14", "2026-11-23T24:14Z", "2026-02-30T08:14Z", "2026-11-23T08:14:05.Z",
        "2026-11-23T08:14+1", "2026-11-23T08:14+25:00", "2026-11-23T08:14:05.+5Z", "x2026-11-23T08:14Z",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(Moment(iso8601: text) == nil)
    }
}
