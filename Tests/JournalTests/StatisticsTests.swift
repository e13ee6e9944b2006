import Foundation
@testable import Journal
import Testing

@Suite struct StatisticsTests {
    private func day(_ text: String) throws -> LocalDay {
        try #require(LocalDay(text))
    }

    private func observation(
        _ day: String, hour: Int = 12, felt: Felt? = nil, seen: Emotion? = nil, confidence: Double? = nil,
        valence: Double? = nil
    ) throws -> Observation {
        Observation(
            day: try self.day(day), hour: hour, felt: felt, seen: seen, confidence: confidence, valence: valence)
    }

    @Test func whatIsFeltGoesBeforeWhatIsSeen() throws {
        #expect(mood(felt: .bad, seen: 0.9) == -0.5)
        #expect(mood(felt: nil, seen: 0.9) == 0.9)
        #expect(mood(felt: nil, seen: nil) == nil)
        let seen = Seen(
            FaceAnalysis(
                analyzer: "test", at: Timestamp(milliseconds: 0),
                faces: [Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 9, emotions: [.happy: 80])]))
        let moment = Moment(Timestamp(milliseconds: 0), in: .utc)
        let id = EntryID("0199abcd-ef01-7000-8000-00ab12345678")
        for (felt, expected) in [(Felt.great, 1.0), (.okay, 0), (nil, 0.81)] {
            let entry = try Entry(id: #require(id), moment: moment, felt: felt, seen: seen)
            #expect(abs(try #require(entry.mood) - expected) < 1e-12)
        }
    }

    @Test func aDaysMoodIsTheMeanOfItsEntriesMoods() throws {
        let statistics = Statistics(
            [
                try observation("2026-05-04", felt: .great, valence: -1), try observation("2026-05-04", valence: 0.5),
                try observation("2026-05-04"), try observation("2026-05-05"),
            ], today: try day("2026-05-05"))
        #expect(statistics.days.map(\.mood) == [0.75, nil])
        #expect(statistics.days.map(\.entries) == [3, 1])
        #expect(statistics.days.map(\.felt) == [5, nil])
        #expect(statistics.entries == 4 && statistics.mood.count == 1)
    }

    @Test func aDayShowsItsMostFrequentEmotion() throws {
        var mood = DayMood(try day("2026-05-04"))
        #expect(mood.seen == nil)
        for seen in [Emotion.calm, .sad, .calm, .sad, .fear] { mood.add(try observation("2026-05-04", seen: seen)) }
        #expect(mood.seen == .sad)  // of equals the first in the order of emotions
        mood.add(try observation("2026-05-04", seen: .calm))
        #expect(mood.seen == .calm)
    }

    @Test func underHalfOfTheConfidenceAnEmotionIsUncertain() throws {
        let seen = [49.9, 50, 90].map { confidence in
            Result { try observation("2026-05-04", seen: .happy, confidence: confidence) }
        }
        let statistics = Statistics(try seen.map { try $0.get() }, today: try day("2026-05-04"))
        #expect(statistics.seen == [.happy: .init(entries: 3, uncertain: 1)])
        #expect(!(try observation("2026-05-04")).isUncertain)
    }

    @Test(arguments: [
        // written, today, current, longest
        ([], "2026-03-03", 0, 0),
        (["2026-03-03"], "2026-03-03", 1, 1),
        (["2026-03-01", "2026-03-02"], "2026-03-03", 2, 2),  // today is not over
        (["2026-03-01", "2026-03-02"], "2026-03-04", 0, 2),
        (["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-01", "2026-03-03"], "2026-03-03", 1, 3),
        (["2024-02-28", "2024-02-29", "2024-03-01"], "2026-03-03", 0, 3),
        (["2025-12-31", "2026-01-01"], "2026-01-01", 2, 2),
        (["2026-03-02", "2026-03-04"], "2026-03-03", 1, 1),  // a clock that ran ahead wrote tomorrow
    ])
    func streaksAreDaysWithoutAGap(written: [String], today: String, current: Int, longest: Int) throws {
        let streaks = Streaks(try written.map(day), today: try day(today))
        #expect(streaks.current?.days ?? 0 == current && streaks.longest?.days ?? 0 == longest)
    }

    @Test func ofEqualStreaksTheLatestIsTold() throws {
        let streaks = Streaks(
            try ["2026-01-01", "2026-01-02", "2026-02-01", "2026-02-02"].map(day), today: try day("2026-03-01"))
        #expect(streaks.longest == Streak(from: try day("2026-02-01"), to: try day("2026-02-02")))
    }

    @Test func feltAndSeenAgreeWhenTheyHaveTheSameSign() throws {
        var agreement = Agreement()
        for (felt, seen) in [
            (Felt.good, 0.25), (.great, 0.24), (.okay, -0.24), (.okay, 0.3), (.awful, -0.25), (.bad, 0.8),
        ] { agreement.add(try observation("2026-05-04", felt: felt, valence: seen)) }
        agreement.add(try observation("2026-05-04", felt: .good))
        agreement.add(try observation("2026-05-04", valence: 0.5))
        #expect(agreement.entries == 6 && agreement.agreeing == 3 && agreement.share == 0.5)
        let gaps = [0.25, 0.76, 0.24, -0.3, -0.75, -1.3]
        #expect(abs((agreement.gap.mean ?? 9) - gaps.reduce(0, +) / 6) < 1e-12)
        #expect(agreement.shareInterval == wilsonInterval(3, of: 6))
        #expect(Agreement().share == nil)
    }

    @Test func movingAveragesSkipWhatIsMissing() {
        let values: [(Int, Double?)] = [(1, 1), (2, nil), (3, 0), (7, 0.5), (8, nil), (20, nil)]
        #expect(movingAverage(values, over: 3) == [1, 1, 0.5, 0.5, 0.5, nil])
        #expect(movingAverage(values, over: 1) == [1, nil, 0, 0.5, nil, nil])
        #expect(movingAverage([], over: 3).isEmpty)
    }

    @Test func trendsWeighEveryDayAlike() throws {
        let written = [
            try observation("2025-12-28", felt: .great),  // a Sunday
            try observation("2025-12-29", felt: .awful), try observation("2025-12-29", felt: .awful),
            try observation("2026-01-04", felt: .okay), try observation("2026-01-05"),
        ]
        let days = Statistics(written, today: try day("2026-01-05")).days
        let weeks = trend(days, by: .week)
        #expect(weeks.map(\.from.description) == ["2025-12-22", "2025-12-29", "2026-01-05"])
        #expect(weeks.map(\.mood) == [1, -0.5, nil] && weeks.map(\.average) == [1, 0.25, 0.25])
        #expect(weeks.map(\.entries) == [1, 3, 1] && weeks.map(\.days) == [1, 2, 1])
        let months = trend(days, by: .month)
        #expect(months.map(\.from.description) == ["2025-12-01", "2026-01-01"] && months.map(\.mood) == [0, 0])
        #expect(trend(days, by: .day).map(\.mood) == days.map(\.mood))
    }

    @Test func weeksBeforeTheEpochFollowEachOtherToo() throws {
        for (text, monday) in [
            ("1969-12-28", "1969-12-22"), ("1969-12-29", "1969-12-29"), ("1970-01-04", "1969-12-29"),
        ] {
            #expect(Period.week.start(of: try day(text)).description == monday)
        }
        let days = Statistics(
            try ["1969-12-28", "1969-12-29", "1970-01-05"].map { try observation($0, felt: .good) },
            today: try day("1970-01-05")
        ).days
        #expect(movingAverage(trend(days, by: .week).map { (Period.week.place($0.from), $0.mood) }, over: 1).count == 3)
        #expect(trend(days, by: .week).map { Period.week.place($0.from) } == [-1, 0, 1])
        #expect(trend(days, by: .month).map { Period.month.place($0.from) } == [-1, 0])
    }

    @Test func tagsTellNothingUnderFiveDaysOnEitherSide() throws {
        let days = [Double](repeating: 0.5, count: 9)
        #expect(TagEffect("run", entries: 4, days: days, tagged: [0, 1, 2, 3]) == nil)
        #expect(TagEffect("run", entries: 5, days: days, tagged: [0, 1, 2, 3, 4]) == nil)
        #expect(TagEffect("run", entries: 5, days: days + [1], tagged: [0, 1, 2, 3, 4]) != nil)
    }

    @Test func whatGoesWithGoodDaysIsToldByDay() throws {
        var written: [Observation] = []
        for number in 1...20 {
            let felt: Felt = number.isMultiple(of: 2) ? (number < 5 ? .good : .great) : number < 4 ? .bad : .okay
            written.append(try observation(String(format: "2026-05-%02d", number), felt: felt))
            // A second entry of the same day, without a mood; the day counts once.
            written.append(try observation(String(format: "2026-05-%02d", number)))
        }
        let even = written.indices.filter { written[$0].day.day.isMultiple(of: 2) }
        let statistics = Statistics(written, tags: ["run": even, "rare": [0, 1]], today: try day("2026-05-20"))
        #expect(statistics.tags.map(\.tag) == ["run", "rare"] && statistics.tags.map(\.entries) == [20, 2])
        let effect = try #require(statistics.effects.first)
        #expect(statistics.effects.count == 1 && statistics.tags[1].effect == nil)
        #expect(effect.with.count == 10 && effect.without.count == 10)
        #expect(abs(try #require(effect.with.mean) - 0.9) < 1e-12)
        #expect(abs(try #require(effect.without.mean) + 0.1) < 1e-12 && abs(effect.difference - 1) < 1e-12)
        #expect(effect.interval == welchInterval(effect.with, effect.without) && effect.isClear)
    }

    @Test func hoursAreThoseOfTheWeek() throws {
        let statistics = Statistics(
            [
                try observation("2026-05-04", hour: 0, felt: .great),  // a Monday
                try observation("2026-05-04", hour: 0), try observation("2026-05-10", hour: 23, felt: .bad),
            ], today: try day("2026-05-10"))
        #expect(statistics.hours[0] == .init(entries: 2, moods: Sample([1])))
        #expect(statistics.hours[7 * 24 - 1] == .init(entries: 1, moods: Sample([-0.5])))
        #expect(statistics.hours.map(\.entries).reduce(0, +) == 3)
        #expect(statistics.weekdays.map(\.mean) == [1, nil, nil, nil, nil, nil, -0.5])
    }

    @Test func nothingIsKnownOfAnEmptyJournal() throws {
        let statistics = Statistics([], today: try day("2026-05-10"))
        let json = try JSONSerialization.jsonObject(with: jsonLine(statistics)) as? [String: Any]
        let object = try #require(json)
        #expect(object["from"] is NSNull && object["entries"] as? Int == 0)
        #expect((object["felt"] as? [[String: Int]])?.map { $0["entries"] } == [0, 0, 0, 0, 0])
        let streaks = try #require(object["streaks"] as? [String: Any])
        #expect(streaks["current"] is NSNull && streaks["longest"] is NSNull)
    }
}
