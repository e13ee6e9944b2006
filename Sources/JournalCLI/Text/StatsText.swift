import Foundation
import Journal

/// Statistics as text.
enum StatsText {
    /// - Parameter end: the last day of the trends.
    static func lines(_ statistics: Statistics, until end: LocalDay, _ style: Style) -> [TerminalText] {
        guard let first = statistics.days.first?.day, let last = statistics.days.last?.day else { return [] }
        let parts: [[TerminalText]] = [
            [
                """
                \(Quantity.of(statistics.entries, "entry", "entries")) on \
                \(Quantity.of(statistics.days.count, "day", "days")), \(first) to \(last)
                """,
                "streak     \(streaks(statistics.streaks))",
                "mood       \(mean(statistics.mood))",
            ],
            trends(statistics.days, until: end),
            section("felt", felt(statistics.felt, style), style),
            section("seen", bars(statistics.seenByFrequency.map(seen)), style),
            section("felt against seen", agreement(statistics.agreement), style),
            section("through the week", week(statistics), style),
            section("tags that go with good days", effects(statistics.effects), style),
        ]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private static func section(_ title: TerminalText, _ lines: [TerminalText], _ style: Style) -> [TerminalText] {
        lines.isEmpty ? [] : [style.bold(title)] + lines.map { "  " + $0 }
    }

    private static func streaks(_ streaks: Streaks) -> String {
        let current = streaks.current.map { "\(Quantity.of($0.days, "day", "days")) since \($0.from)" } ?? "none now"
        let longest = streaks.longest.map { streak in
            "; longest \(Quantity.of(streak.days, "day", "days")), \(streak.from) to \(streak.to)"
        }
        return current + (longest ?? "")
    }

    // MARK: - Moods over time

    private static func trends(_ days: [DayMood], until end: LocalDay) -> [TerminalText] {
        [(Period.day, "30 days", 30), (.week, "26 weeks", 26), (.month, "24 months", 24)].map { period, name, length in
            let moods = Dictionary(uniqueKeysWithValues: trend(days, by: period).map { ($0.from, $0.mood) })
            var starts = [period.start(of: end)]
            while starts.count < length {
                starts.append(period.start(of: LocalDay(daysSince1970: starts[starts.count - 1].daysSince1970 - 1)))
            }
            return "\(name.padded(11))\(sparkline(starts.reversed().map { moods[$0] ?? nil }))"
        }
    }

    private static func sparkline(_ moods: [Double?]) -> String {
        moods.map { mood in mood.map { block(($0 + 1) / 2) } ?? "·" }.joined()
    }

    /// One of eight heights, for a share of 0…1.
    private static func block(_ share: Double) -> String {
        let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return blocks[min(max(Int(share * 8), 0), 7)]
    }

    private static func week(_ statistics: Statistics) -> [TerminalText] {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let hours = (0..<7).map { day in
            (0..<24).map { statistics.hours[day * 24 + $0].moods.mean }
        }
        guard hours.joined().contains(where: { $0 != nil }) else { return [] }
        let rows = names.indices.map { day -> TerminalText in
            "\(names[day])  \(sparkline(hours[day]))  \(mean(statistics.weekdays[day]))"
        }
        return ["     0     6     12    18    "] + rows
    }

    // MARK: - Counts

    private static func felt(_ counts: [Felt: Int], _ style: Style) -> [TerminalText] {
        let moods = Array(Felt.allCases.reversed())
        let lines = bars(moods.map { ($0.name, counts[$0] ?? 0, "") })
        return zip(moods, lines).map { "\(style.on($0, TerminalText($0.name)))\($1.shown.dropFirst($0.name.count))" }
    }

    private static func seen(_ seen: (emotion: Emotion, count: Statistics.SeenCount)) -> (String, Int, String) {
        let uncertain = seen.count.uncertain > 0 ? ", \(seen.count.uncertain) of them uncertain" : ""
        return (seen.emotion.rawValue, seen.count.entries, uncertain)
    }

    private static func bars(_ rows: [(name: String, count: Int, remark: String)]) -> [TerminalText] {
        guard let most = rows.map(\.count).max(), most > 0 else { return [] }
        let width = rows.map(\.name.columns).max() ?? 0
        return rows.map { row in
            "\(row.name.padded(width))  \(bar(Double(row.count) / Double(most)))\(row.count)\(row.remark)"
        }
    }

    /// A bar of up to 24 characters in steps of an eighth, followed by a space; empty for 0.
    private static func bar(_ share: Double) -> String {
        let eighths = Int((share * 24 * 8).rounded())
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let bar = String(repeating: "█", count: eighths / 8) + partial
        return bar.isEmpty ? "" : bar + " "
    }

    // MARK: - What goes together

    private static func agreement(_ agreement: Agreement) -> [TerminalText] {
        guard let share = agreement.share, let interval = agreement.shareInterval, let gap = agreement.gap.mean else {
            return []
        }
        let difference = gap >= 0 ? "better" : "worse"
        return [
            """
            they agree in \(whole(share)) % of \(Quantity.of(agreement.entries, "entry", "entries")) \
            (95 % interval \(whole(interval.lowerBound))–\(whole(interval.upperBound)) %)
            """,
            "you feel \(signed(abs(gap)).dropFirst()) \(difference) than you look\(range(agreement.gap))",
        ]
    }

    private static func effects(_ effects: [TagEffect]) -> [TerminalText] {
        let tags = effects.map { TerminalText("#\($0.tag)") }
        let width = tags.map(\.columns).max() ?? 0
        return zip(tags, effects).map { tag, effect in
            let doubt = effect.isClear ? "" : ", may be chance"
            return """
                \(tag.padded(width))  \(signed(effect.difference))\(range(effect.interval))  \
                \(effect.with.count) days with, \(effect.without.count) without\(doubt)
                """
        }
    }

    // MARK: - Numbers

    private static func mean(_ sample: Sample) -> String {
        guard let mean = sample.mean else { return "·" }
        let days = Quantity.of(sample.count, "day", "days")
        return "\(signed(mean)) \(Felt(nearest: mean).name)\(range(sample)), \(days)"
    }

    /// With only a few days, it would extend beyond any possible mood.
    private static func range(_ sample: Sample) -> String {
        sample.count < TagEffect.fewestDays ? "" : range(sample.interval)
    }

    private static func range(_ interval: ClosedRange<Double>?) -> String {
        interval.map { " (\(signed($0.lowerBound)) to \(signed($0.upperBound)))" } ?? ""
    }

    /// "+0.25", "−0.50".
    private static func signed(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let digits = abs(hundredths) % 100
        return "\(hundredths < 0 ? "−" : "+")\(abs(hundredths) / 100).\(digits < 10 ? "0" : "")\(digits)"
    }

    private static func whole(_ share: Double) -> Int {
        Int((share * 100).rounded())
    }
}
