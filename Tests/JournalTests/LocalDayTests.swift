import Foundation
import Journal
import Testing

@Suite struct LocalDayTests {
    @Test func everyDayOfFourCenturiesIsTheCalendarsOwn() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for number in stride(from: -73_000, through: 73_000, by: 1) {
            let day = LocalDay(daysSince1970: number)
            #expect(day.daysSince1970 == number)
            // Foundation is slow; every 97th day meets every weekday, month and length of month.
            guard number.isMultiple(of: 97) else { continue }
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            #expect([day.year, day.month, day.day] == [parts.year, parts.month, parts.day])
            #expect(day.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1)
        }
    }

    @Test(arguments: ["2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29"])
    func readsWhatItWrites(text: String) {
        #expect(LocalDay(text)?.description == text)
    }

    @Test(arguments: [
        "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-4-05", "2026-04-5", "+026-04-05", "",
    ])
    func refusesWhatNoCalendarHas(text: String) {
        #expect(LocalDay(text) == nil)
    }
}
