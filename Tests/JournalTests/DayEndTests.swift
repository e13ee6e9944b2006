import Journal
import Testing

/// When a day ends for its author, and what they mean then.
@Suite struct DayEndTests {
    @Test(arguments: [
        ("3:00", "3:00"), ("03:30", "3:30"), ("3", "3:00"), ("4am", "4:00"), ("4:15 am", "4:15"), ("midnight", "0:00"),
        ("0:00", "0:00"), ("12:00", "12:00"), ("3h", "3:00"),
    ])
    func aTimeOfNightIsRead(text: String, end: String) {
        #expect(DayEnd(text)?.description == end)
    }

    @Test(arguments: [
        "", "12:01", "23:00", "3pm", "24:00", "3:60", "3:00:30", "night", "morning", "-1", "3 4", "0x3",
        "yesterday 3:00",
    ])
    func anythingElseIsNot(text: String) {
        #expect(DayEnd(text) == nil)
    }

    @Test(arguments: [
        ("2026-11-28T00:00:00.000+01:00", "2026-11-27"), ("2026-11-28T02:59:59.999+01:00", "2026-11-27"),
        ("2026-11-28T03:00:00.000+01:00", "2026-11-28"), ("2026-11-28T23:59:00.000+01:00", "2026-11-28"),
        ("2026-03-01T01:00:00.000+01:00", "2026-02-28"), ("2027-01-01T02:00:00.000+05:45", "2026-12-31"),
    ])
    func aNightCountsForTheDayBefore(written: String, day: String) throws {
        let moment = try #require(Moment(iso8601: written))
        let counted = moment.counted(by: try #require(DayEnd("3:00")))
        #expect(counted.day.description == day && counted.isSameTime(as: moment))
        #expect(counted.counted(by: .midnight) == moment)
    }

    /// At 1:30 in the night after Friday, the 27th, where days end at 3:00.
    @Test(arguments: [
        ("now", "2026-11-28T01:30:00.000+01:00", "2026-11-27"), ("1:00", "2026-11-28T01:00:00.000+01:00", "2026-11-27"),
        ("23:00", "2026-11-27T23:00:00.000+01:00", "2026-11-27"),
        ("today 1:00", "2026-11-28T01:00:00.000+01:00", "2026-11-27"),
        ("today 22:00", "2026-11-27T22:00:00.000+01:00", "2026-11-27"),
        ("today", "2026-11-28T01:30:00.000+01:00", "2026-11-27"),
        ("yesterday 1:30", "2026-11-27T01:30:00.000+01:00", "2026-11-26"),
        ("yesterday", "2026-11-26T12:00:00.000+01:00", "2026-11-26"),
        ("last night", "2026-11-26T22:00:00.000+01:00", "2026-11-26"),
        ("2 hours ago", "2026-11-27T23:30:00.000+01:00", "2026-11-27"),
        ("thursday 0:30", "2026-11-27T00:30:00.000+01:00", "2026-11-26"),
        ("2026-11-28 1:00", "2026-11-28T01:00:00.000+01:00", "2026-11-27"),
        ("27 november 1:00", "2026-11-27T01:00:00.000+01:00", "2026-11-26"),
        ("2026-11-28T01:10+01:00", "2026-11-28T01:10:00.000+01:00", "2026-11-27"),
    ])
    func wordsMeanTheDaysOfTheirAuthor(text: String, written: String, day: String) throws {
        let spoken = try spoken(text)
        #expect(spoken.moment.iso8601 == written && spoken.moment.day.description == day)
        let date = written.prefix(10)
        let said = "\(date) \(written.dropFirst(11).prefix(5)) counts for \(day), since your day ends at 3:00."
        #expect(spoken.remarks == (date == day ? [] : [said]))
    }

    @Test func aTimeThatHasNotComeIsNotTodays() throws {
        let problem = #expect(throws: SpokenProblem.self) { try spoken("2:00") }
        #expect(problem?.message.contains("later today") == true)
    }

    /// What is corrected was written in the night after the 20th, when days ended at 3:00 or before they did.
    @Test(arguments: [
        ("2026-11-20", "2:15", "2026-11-21T02:15:00.000+01:00", "2026-11-20"),
        ("2026-11-20", "22:00", "2026-11-20T22:00:00.000+01:00", "2026-11-20"),
        ("2026-11-20", "yesterday", "2026-11-27T01:40:00.000+01:00", "2026-11-26"),
        ("2026-11-20", "2026-11-22", "2026-11-22T01:40:00.000+01:00", "2026-11-21"),
        ("2026-11-21", "2:15", "2026-11-21T02:15:00.000+01:00", "2026-11-20"),
        ("2026-11-21", "22:00", "2026-11-21T22:00:00.000+01:00", "2026-11-21"),
    ])
    func aCorrectionStaysInTheNightItIsAbout(kept: String, text: String, written: String, day: String) throws {
        let time = try #require(Moment(iso8601: "2026-11-21T01:40:00.000+01:00"))
        let earlier = Moment(time: time.time, zone: time.zone, offset: time.offset, day: LocalDay(kept))
        let moment = try spoken(text, correcting: earlier).moment
        #expect(moment.iso8601 == written && moment.day.description == day)
    }

    private func spoken(_ text: String, correcting earlier: Moment? = nil) throws -> SpokenMoment {
        let now = try #require(Moment(iso8601: "2026-11-28T01:30:00.000+01:00"))
        let home = Moment(now.time, in: try #require(Zone("Europe/Paris")))
        return try SpokenMoment(text, now: home, dayEnd: try #require(DayEnd("3:00")), correcting: earlier)
    }
}
