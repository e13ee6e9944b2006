import Journal
import Testing

@Suite struct SpokenFilterTests {
    @Test(arguments: [
        ("today", "2026-03-01", "2026-03-01"), ("Yesterday", "2026-02-28", "2026-02-28"),
        ("2026-05-04", "2026-05-04", "2026-05-04"), ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"), ("2026-04", "2026-04-01", "2026-04-30"),
        ("2026-12", "2026-12-01", "2026-12-31"), ("2026", "2026-01-01", "2026-12-31"),
    ])
    func daysAreSpans(text: String, from: String, to: String) throws {
        let span = ClosedRange<LocalDay>(spoken: text, today: try #require(LocalDay("2026-03-01")))
        #expect(span?.lowerBound.description == from && span?.upperBound.description == to)
    }

    @Test(arguments: ["", "tomorrow", "2026-13", "2026-02-30", "26", "20260504", "2026-5-4", "0000", "-2026"])
    func otherWordsAreNoDays(text: String) throws {
        #expect(ClosedRange<LocalDay>(spoken: text, today: try #require(LocalDay("2026-03-01"))) == nil)
    }

    @Test func moodsAreRanges() {
        #expect(ClosedRange<Felt>(spoken: "good") == .good ... .good)
        #expect(ClosedRange<Felt>(spoken: "2..4") == .bad ... .good)
        #expect(ClosedRange<Felt>(spoken: "awful..5") == .awful ... .great)
        for text in ["", "..", "2..", "..4", "4..2", "2...4", "1..2..3", "6", "0..3"] {
            #expect(ClosedRange<Felt>(spoken: text) == nil, "\(text)")
        }
    }
}
