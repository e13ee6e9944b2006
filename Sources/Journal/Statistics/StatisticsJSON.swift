import JSON

/// The JSON of statistics: one object, the same on the command line and over HTTP. Moods are in −1…1, shares in 0…1;
/// `low` and `high` bound a 95 % interval. A number for which there are too few entries is `null`.
extension Statistics: Encodable {
    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        let trends = Period.allCases.map { ($0.rawValue, trend(days, by: $0)) }
        try encoder.encodeObject([
            "from": days.first?.day.description, "to": days.last?.day.description, "entries": entries,
            "days": days.count, "mood": mood, "streaks": streaks,
            "felt": Felt.allCases.map { FeltJSON(felt: $0.rawValue, entries: felt[$0] ?? 0) },
            "seen": seenByFrequency.map(SeenJSON.init), "agreement": agreement,
            "weekdays": weekdays.enumerated().map { WeekdayJSON(weekday: $0 + 1, mood: $1) },
            "hours": hours.indices.compactMap { HourJSON($0, hours[$0]) }, "tags": tags,
            "trends": Dictionary(uniqueKeysWithValues: trends),
        ])
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

extension Sample: Encodable {
    /// `{"count","mean","low","high"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "count": count, "mean": mean, "low": interval?.lowerBound, "high": interval?.upperBound,
        ])
    }
}

extension Streak: Encodable {
    /// `{"days","from","to"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["days": days, "from": from.description, "to": to.description])
    }
}

extension Streaks: Encodable {
    /// `{"current","longest"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["current": current, "longest": longest])
    }
}

extension Agreement: Encodable {
    /// `{"entries","agreeing","share","low","high","gap"}`; low and high bound the share.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "entries": entries, "agreeing": agreeing, "share": share, "low": shareInterval?.lowerBound,
            "high": shareInterval?.upperBound, "gap": gap,
        ])
    }
}

extension Statistics.TagUse: Encodable {
    /// `{"tag","entries","effect"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["tag": tag, "entries": entries, "effect": effect])
    }
}

extension TagEffect: Encodable {
    /// `{"with","without","difference","low","high"}`; low and high bound the difference.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "with": with, "without": without, "difference": difference, "low": interval?.lowerBound,
            "high": interval?.upperBound,
        ])
    }
}

extension TrendPoint: Encodable {
    /// `{"from","entries","days","mood","average"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "from": from.description, "entries": entries, "days": days, "mood": mood, "average": average,
        ])
    }
}
