/// The JSON of statistics: one object, the same on the command line and over HTTP. Moods are in −1…1, shares in 0…1;
/// `low` and `high` bound a 95 % interval. A number for which there are too few entries is `null`.
extension Statistics: Encodable {
    private enum Key: String, CodingKey {
        case from, to, entries, days, mood, streaks, felt, seen, agreement, weekdays, hours, tags, trends
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(days.first?.day.description, forKey: .from)
        try fields.encode(days.last?.day.description, forKey: .to)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(days.count, forKey: .days)
        try fields.encode(mood, forKey: .mood)
        try fields.encode(streaks, forKey: .streaks)
        try fields.encode(Felt.allCases.map { FeltJSON(felt: $0.rawValue, entries: felt[$0] ?? 0) }, forKey: .felt)
        try fields.encode(seenByFrequency.map(SeenJSON.init), forKey: .seen)
        try fields.encode(agreement, forKey: .agreement)
        try fields.encode(weekdays.enumerated().map { WeekdayJSON(weekday: $0 + 1, mood: $1) }, forKey: .weekdays)
        try fields.encode(hours.indices.compactMap { HourJSON($0, hours[$0]) }, forKey: .hours)
        try fields.encode(tags, forKey: .tags)
        let trends = Period.allCases.map { ($0.rawValue, trend(days, by: $0)) }
        try fields.encode(Dictionary(uniqueKeysWithValues: trends), forKey: .trends)
    }

    /// The emotions that were seen, the most frequent first.
    public var seenByFrequency: [(emotion: Emotion, count: SeenCount)] {
        // Sorting keeps equals in the order of Emotion.
        Emotion.allCases.compactMap { emotion in seen[emotion].map { (emotion, $0) } }
            .sorted { $0.count.entries > $1.count.entries }
    }

    private struct FeltJSON: Encodable {
        var felt: Int
        var entries: Int
    }

    private struct SeenJSON: Encodable {
        var emotion: Emotion
        var entries: Int
        var uncertain: Int

        init(_ seen: (emotion: Emotion, count: SeenCount)) {
            emotion = seen.emotion
            entries = seen.count.entries
            uncertain = seen.count.uncertain
        }
    }

    private struct WeekdayJSON: Encodable {
        var weekday: Int
        var mood: Sample
    }

    private struct HourJSON: Encodable {
        var weekday: Int
        var hour: Int
        var entries: Int
        var mood: Sample

        init?(_ index: Int, _ value: HourOfWeek) {
            guard value.entries > 0 else { return nil }
            weekday = index / 24 + 1
            hour = index % 24
            entries = value.entries
            mood = value.moods
        }
    }
}

private enum FigureKey: String, CodingKey {
    case count, mean, low, high, entries, days, from, to, current, longest, share, agreeing, gap
    case tag, effect, with, without, difference, mood, average
}

extension Sample: Encodable {
    /// `{"count","mean","low","high"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(count, forKey: .count)
        try fields.encode(mean, forKey: .mean)
        try fields.encode(interval?.lowerBound, forKey: .low)
        try fields.encode(interval?.upperBound, forKey: .high)
    }
}

extension Streak: Encodable {
    /// `{"days","from","to"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(days, forKey: .days)
        try fields.encode(from.description, forKey: .from)
        try fields.encode(to.description, forKey: .to)
    }
}

extension Streaks: Encodable {
    /// `{"current","longest"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(current, forKey: .current)
        try fields.encode(longest, forKey: .longest)
    }
}

extension Agreement: Encodable {
    /// `{"entries","agreeing","share","low","high","gap"}`; low and high bound the share.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(agreeing, forKey: .agreeing)
        try fields.encode(share, forKey: .share)
        try fields.encode(shareInterval?.lowerBound, forKey: .low)
        try fields.encode(shareInterval?.upperBound, forKey: .high)
        try fields.encode(gap, forKey: .gap)
    }
}

extension Statistics.TagUse: Encodable {
    /// `{"tag","entries","effect"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(tag, forKey: .tag)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(effect, forKey: .effect)
    }
}

extension TagEffect: Encodable {
    /// `{"with","without","difference","low","high"}`; low and high bound the difference.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(with, forKey: .with)
        try fields.encode(without, forKey: .without)
        try fields.encode(difference, forKey: .difference)
        try fields.encode(interval?.lowerBound, forKey: .low)
        try fields.encode(interval?.upperBound, forKey: .high)
    }
}

extension TrendPoint: Encodable {
    /// `{"from","entries","days","mood","average"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FigureKey.self)
        try fields.encode(from.description, forKey: .from)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(days, forKey: .days)
        try fields.encode(mood, forKey: .mood)
        try fields.encode(average, forKey: .average)
    }
}
