import Journal
import Testing

/// What people write for times, at 08:14 on a Monday: 2026-11-23.
@Suite struct SpokenMomentTests {
    /// 2026-11-23T07:14:05.000Z.
    private let time = Timestamp(milliseconds: 1_795_418_045_000)

    private func spoken(_ text: String, in zone: String = "Europe/Paris") throws -> SpokenMoment {
        try SpokenMoment(text, now: Moment(time, in: try #require(Zone(zone))))
    }

    private func refusal(_ text: String) -> String {
        do {
            return "taken for \(try spoken(text).moment.iso8601)"
        } catch {
            return (error as? SpokenProblem)?.message ?? "\(error)"
        }
    }

    @Test(arguments: [
        ("yesterday 21:30", "2026-11-22T21:30:00.000+01:00"), ("21:30 yesterday", "2026-11-22T21:30:00.000+01:00"),
        ("today 8:05", "2026-11-23T08:05:00.000+01:00"), ("8:05", "2026-11-23T08:05:00.000+01:00"),
        ("at 7am", "2026-11-23T07:00:00.000+01:00"), ("yesterday 9 pm", "2026-11-22T21:00:00.000+01:00"),
        ("yesterday 12am", "2026-11-22T00:00:00.000+01:00"), ("sunday at 9:15pm", "2026-11-22T21:15:00.000+01:00"),
        ("last monday 9:15", "2026-11-16T09:15:00.000+01:00"), ("3 days ago", "2026-11-20T12:00:00.000+01:00"),
        ("3 days ago at 9:15", "2026-11-20T09:15:00.000+01:00"), ("noon, yesterday", "2026-11-22T12:00:00.000+01:00"),
        ("2 hours ago", "2026-11-23T06:14:05.000+01:00"), ("90 minutes ago", "2026-11-23T06:44:05.000+01:00"),
        ("now", "2026-11-23T08:14:05.000+01:00"), ("today", "2026-11-23T08:14:05.000+01:00"),
        ("2026-05-04 21:30", "2026-05-04T21:30:00.000+02:00"), ("2026-05-04T21:30:05", "2026-05-04T21:30:05.000+02:00"),
        ("4 may 21:30", "2026-05-04T21:30:00.000+02:00"), ("2026-05-04", "2026-05-04T12:00:00.000+02:00"),
        ("2026-05-04T21:30+02:00", "2026-05-04T21:30:00.000+02:00"),
        ("2026-05-04 21:30 +05:45", "2026-05-04T21:30:00.000+05:45"),
        ("2026-05-04T21:30:00Z", "2026-05-04T21:30:00.000+00:00"),
        ("yesterday evening", "2026-11-22T20:00:00.000+01:00"), ("last night", "2026-11-22T22:00:00.000+01:00"),
        ("sunday morning", "2026-11-22T09:00:00.000+01:00"), ("yesterday 21h", "2026-11-22T21:00:00.000+01:00"),
        ("30m ago", "2026-11-23T07:44:05.000+01:00"), ("1h ago", "2026-11-23T07:14:05.000+01:00"),
    ])
    func aTimeIsSaidInManyWays(text: String, written: String) throws {
        let spoken = try spoken(text)
        #expect(spoken.moment.iso8601 == written && spoken.remarks == [])
    }

    @Test(arguments: [
        ("9:15", "2026-05-04T09:15:00.000+09:00"), ("yesterday", "2026-11-22T21:30:45.500+09:00"),
        ("2026-05-05", "2026-05-05T21:30:45.500+09:00"), ("yesterday 9:15", "2026-11-22T09:15:00.000+01:00"),
        ("2026-05-05 9:15", "2026-05-05T09:15:00.000+02:00"), ("now", "2026-11-23T08:14:05.000+01:00"),
    ])
    func aCorrectionKeepsWhatItDoesNotSay(text: String, written: String) throws {
        let earlier = try #require(Moment(iso8601: "2026-05-04T21:30:45.500+09:00"))
        let now = Moment(time, in: try #require(Zone("Europe/Paris")))
        #expect(try SpokenMoment(text, now: now, correcting: earlier).moment.iso8601 == written)
    }

    @Test func whatSaysItsOffsetKeepsTheZoneItAgreesWith() throws {
        #expect(try spoken("2026-05-04T21:30+02:00").moment.zone.description == "Europe/Paris")
        #expect(try spoken("2026-05-04T21:30+05:45").moment.zone.description == "+05:45")
    }

    @Test(arguments: [
        ("Europe/Paris", "2026-10-25 02:30", "+02:00", "+01:00"),
        ("America/New_York", "2026-11-01 01:30", "-04:00", "-05:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "+11:00", "+10:30"),
        ("America/Sao_Paulo", "2018-02-17 23:30", "-02:00", "-03:00"),
    ])
    func theHourThatClocksRepeatIsTheFirstAndSaysHowToMeanTheSecond(
        zone: String, clock: String, first: String, second: String
    ) throws {
        let spoken = try spoken(clock, in: zone)
        let written = clock.replacing(" ", with: "T")
        #expect(spoken.moment.iso8601 == "\(written):00.000\(first)")
        #expect(
            spoken.remarks == [
                "Clocks in \(zone) showed \(clock) twice; the first is used, \(written)\(first). For the second, write "
                    + "\(written)\(second)."
            ])
        let other = try self.spoken("\(written)\(second)", in: zone)
        #expect(other.moment.iso8601 == "\(written):00.000\(second)" && other.moment.zone.description == zone)
        #expect(other.remarks == [])
    }

    @Test(arguments: [
        ("Europe/Paris", "2026-03-29 02:30", "2026-03-29 03:30"),
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 03:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:45"),
        ("America/Sao_Paulo", "2018-11-04 00:15", "2018-11-04 01:15"),
        ("Pacific/Apia", "2011-12-30 18:00", "2011-12-31 18:00"),
    ])
    func theHourThatClocksSkipIsCountedOnAndTold(zone: String, clock: String, taken: String) throws {
        let spoken = try spoken(clock, in: zone)
        #expect(spoken.moment.iso8601.hasPrefix(taken.replacing(" ", with: "T")))
        #expect(spoken.remarks == ["Clocks in \(zone) skipped \(clock); \(taken) is used instead."])
    }

    @Test(arguments: ["UTC", "+05:30", "Asia/Kathmandu"])
    func clocksThatNeverChangeNeedNoRemark(zone: String) throws {
        for clock in ["2026-03-29 02:30", "2026-10-25 02:30"] { #expect(try spoken(clock, in: zone).remarks == []) }
    }

    @Test func whatIsStillAheadIsTold() throws {
        #expect(try spoken("tomorrow 7:00").remarks == ["2026-11-24 07:00 is in the future."])
        #expect(try spoken("today 23:00").remarks == ["2026-11-23 23:00 is in the future."])
        #expect(refusal("23:00") == "“23:00” is later today: write \"yesterday 23:00\" or \"today 23:00\".")
    }

    @Test func whatMakesNoSenseIsNamed() {
        #expect(refusal("2026-05-04 25:00") == "“2026-05-04 25:00”: there is no time 25:00.")
        #expect(refusal("yesterday 13 pm") == "“yesterday 13 pm”: there is no time 13 pm.")
        #expect(refusal("today 1:2:3:4") == "“today 1:2:3:4”: there is no time 1:2:3:4.")
        #expect(refusal("24:00") == "“24:00”: there is no time 24:00.")
        #expect(refusal("2026-02-30") == "“2026-02-30”: that month has no day 30, it ends on 2026-02-28.")
        #expect(
            refusal("monday 9:15")
                == "“monday 9:15” could be today or a week ago: write today (2026-11-23) or last monday (2026-11-16).")
        #expect(
            refusal("midnight") == "“midnight” could be the first or the last minute of that day: write 00:00 or 23:59."
        )
        #expect(refusal("2026-05") == "“2026-05” means 2026-05-01 to 2026-05-31: name one day.")
    }

    @Test(arguments: [
        "", "soon", "2026-05-04 21", "9:15 9:20", "this evening song", "an hour", "T", "pm", "::", "+02:00",
    ])
    func otherWordsAreNoTimes(text: String) {
        #expect(!refusal(text).hasPrefix("taken"), "\(refusal(text))")
    }
}
