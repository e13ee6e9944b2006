import Journal
import Testing

/// What people write for days, on a Wednesday: 2026-11-25.
@Suite struct SpokenDaysTests {
    private func days(_ text: String, on today: String = "2026-11-25") throws -> String {
        let days = try ClosedRange<LocalDay>.understood(text, today: try #require(LocalDay(today)))
        return days.lowerBound == days.upperBound ? "\(days.lowerBound)" : "\(days.lowerBound)..\(days.upperBound)"
    }

    private func refusal(_ text: String, on today: String = "2026-11-25") -> String {
        do {
            return "taken for \(try days(text, on: today))"
        } catch {
            return (error as? SpokenProblem)?.message ?? "\(error)"
        }
    }

    @Test(arguments: [
        ("today", "2026-11-25"), ("Yesterday", "2026-11-24"), ("tomorrow", "2026-11-26"),
        ("the day before yesterday", "2026-11-23"), ("monday", "2026-11-23"), ("on Sunday", "2026-11-22"),
        ("thu", "2026-11-19"), ("last monday", "2026-11-23"), ("last wednesday", "2026-11-18"),
        ("3 days ago", "2026-11-22"), ("a week ago", "2026-11-18"), ("two weeks ago", "2026-11-11"),
        ("1 month ago", "2026-10-25"), ("a year ago", "2025-11-25"), ("2026-05-04", "2026-05-04"),
        ("2026-5-4", "2026-05-04"), ("2026/05/04", "2026-05-04"), ("4 may", "2026-05-04"), ("May 4th", "2026-05-04"),
        ("the 24th of december", "2025-12-24"), ("24 dec 2024", "2024-12-24"), ("december 24, 2024", "2024-12-24"),
        ("29 feb", "2024-02-29"), ("1st sept", "2026-09-01"),
    ])
    func aDayIsSaidInManyWays(text: String, day: String) throws {
        #expect(try days(text) == day)
    }

    @Test(arguments: [
        ("2026", "2026-01-01..2026-12-31"), ("2024-02", "2024-02-01..2024-02-29"),
        ("2026-02", "2026-02-01..2026-02-28"), ("2026-04", "2026-04-01..2026-04-30"),
        ("2026-12", "2026-12-01..2026-12-31"), ("may 2026", "2026-05-01..2026-05-31"),
        ("may", "2026-05-01..2026-05-31"), ("december", "2025-12-01..2025-12-31"),
        ("this week", "2026-11-23..2026-11-29"), ("last week", "2026-11-16..2026-11-22"),
        ("this month", "2026-11-01..2026-11-30"), ("last month", "2026-10-01..2026-10-31"),
        ("this year", "2026-01-01..2026-12-31"), ("last year", "2025-01-01..2025-12-31"),
    ])
    func spansReachToTheirLastDay(text: String, span: String) throws {
        #expect(try days(text) == span)
    }

    @Test func monthsAgoEndWithTheMonth() throws {
        #expect(try days("a month ago", on: "2026-03-31") == "2026-02-28")
        #expect(try days("1 year ago", on: "2024-02-29") == "2023-02-28")
        #expect(try days("last month", on: "2026-01-15") == "2025-12-01..2025-12-31")
    }

    @Test func whatMayMeanTwoDaysIsAskedBack() {
        #expect(
            refusal("wednesday")
                == "“wednesday” could be today or a week ago: write today (2026-11-25) or last wednesday (2026-11-18).")
        #expect(refusal("04/05/2026") == "“04/05/2026” could be two days: write 2026-05-04 or 2026-04-05.")
        #expect(refusal("25.12.2026") == "“25.12.2026”: write the year first, 2026-12-25.")
        #expect(refusal("5/5/2026") == "“5/5/2026”: write the year first, 2026-05-05.")
    }

    @Test func daysThatNoCalendarHasAreNamed() {
        #expect(refusal("2026-02-30") == "“2026-02-30”: that month has no day 30, it ends on 2026-02-28.")
        #expect(refusal("30 feb 2026") == "“30 feb 2026”: that month has no day 30, it ends on 2026-02-28.")
        #expect(refusal("30 feb") == "“30 feb”: no february has a day 30.")
        #expect(refusal("2026-13") == "“2026-13”: there is no month 13.")
        #expect(refusal("2026-13-01") == "“2026-13-01”: there is no month 13.")
        #expect(refusal("5000 years ago") == "“5000 years ago” is outside the calendar.")
        #expect(refusal("999999 days ago") == "“999999 days ago” is outside the calendar.")
    }

    @Test(arguments: [
        "", "soon", "26", "20260504", "0000", "-2026", "2026-5-4-3", "next monday", "0 may", "12345678 days ago",
        "3 moons ago", "may 4 26", "--", "2026-", "٢٠٢٦",
    ])
    func otherWordsAreNoDays(text: String) {
        #expect(refusal(text).hasPrefix("“\(text)” is not a day: write, for example, today"), "\(refusal(text))")
        #expect(LocalDay("2026-11-25").flatMap { ClosedRange<LocalDay>(spoken: text, today: $0) } == nil)
    }

    @Test func moodsAreRanges() {
        #expect(ClosedRange<Felt>(spoken: "good") == .good ... .good)
        #expect(ClosedRange<Felt>(spoken: "2..4") == .bad ... .good)
        #expect(ClosedRange<Felt>(spoken: "..2") == .awful ... .bad)
        #expect(ClosedRange<Felt>(spoken: "good..") == .good ... .great)
        #expect(ClosedRange<Felt>(spoken: "ok") == .okay ... .okay)
        #expect(ClosedRange<Felt>(spoken: "awful..5") == .awful ... .great)
        for text in ["", "..", "-", "4..2", "2-4", "2...4", "1..2..3", "6", "0..3"] {
            #expect(ClosedRange<Felt>(spoken: text) == nil, "\(text)")
        }
    }
}
