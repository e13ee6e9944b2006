/// Statistics of a journal or a part of it.
public struct Statistics: Sendable {
    /// The days with entries, ascending.
    public private(set) var days: [DayMood] = []
    /// How many entries there are.
    public private(set) var entries = 0
    /// How often each mood was felt.
    public private(set) var felt: [Felt: Int] = [:]
    /// How often each emotion was the strongest one on the face.
    public private(set) var seen: [Emotion: SeenCount] = [:]
    /// Felt against seen.
    public private(set) var agreement = Agreement()
    /// The hours of the week, Monday's 0 o'clock first: 7 × 24.
    public private(set) var hours = [HourOfWeek](repeating: HourOfWeek(), count: 7 * 24)
    /// Every tag, the most frequent first.
    public private(set) var tags: [TagUse] = []
    /// The streaks.
    public private(set) var streaks: Streaks

    /// How often an emotion was seen.
    public struct SeenCount: Equatable, Sendable {
        /// In how many entries.
        public var entries = 0
        /// In how many of them with less than half of the analyzer's confidence.
        public var uncertain = 0
    }

    /// An hour of the week.
    public struct HourOfWeek: Equatable, Sendable {
        /// How many entries it has.
        public var entries = 0
        /// The moods of those that have one.
        public var moods = Sample()
    }

    /// How a tag is used.
    public struct TagUse: Equatable, Sendable {
        /// The tag.
        public var tag: String
        /// How many entries have it.
        public var entries: Int
        /// How moods differ with it; `nil` if there are too few days to tell.
        public var effect: TagEffect?
    }

    /// The statistics of some entries.
    ///
    /// - Parameters:
    ///   - observations: the entries, by day ascending.
    ///   - tags: for each tag, the entries that have it, as indices into `observations`.
    public init(_ observations: some Sequence<Observation>, tags: [String: [Int]] = [:], today: LocalDay) {
        var dayOfEntry: [Int] = []
        streaks = Streaks([], today: today)
        for observation in observations {
            if days.last?.day != observation.day { days.append(DayMood(observation.day)) }
            dayOfEntry.append(days.count - 1)
            add(observation)
        }
        streaks = Streaks(days.lazy.map(\.day), today: today)
        addTags(tags, dayOfEntry)
    }

    private mutating func add(_ observation: Observation) {
        entries += 1
        days[days.count - 1].add(observation)
        if let felt = observation.felt { self.felt[felt, default: 0] += 1 }
        if let emotion = observation.seen {
            seen[emotion, default: SeenCount()].entries += 1
            if observation.isUncertain { seen[emotion, default: SeenCount()].uncertain += 1 }
        }
        agreement.add(observation)
        let hour = (observation.day.weekday - 1) * 24 + observation.hour
        hours[hour].entries += 1
        if let mood = observation.mood { hours[hour].moods.add(mood) }
    }

    private mutating func addTags(_ tags: [String: [Int]], _ dayOfEntry: [Int]) {
        // Days without a mood say nothing; the others are numbered consecutively.
        let moods = days.compactMap(\.mood)
        var place = 0
        let places = days.map { day in
            guard day.mood != nil else { return Int?.none }
            place += 1
            return place - 1
        }
        self.tags = tags.map { tag, entries in
            let tagged = Set(entries.compactMap { places[dayOfEntry[$0]] })
            return TagUse(
                tag: tag, entries: entries.count,
                effect: TagEffect(tag, entries: entries.count, days: moods, tagged: tagged))
        }.sorted { ($1.entries, $0.tag) < ($0.entries, $1.tag) }
    }

    /// The moods of the days that have one.
    public var mood: Sample {
        Sample(days.lazy.compactMap(\.mood))
    }

    /// The moods of the days that have one, by weekday, Monday first.
    public var weekdays: [Sample] {
        var weekdays = [Sample](repeating: Sample(), count: 7)
        for day in days {
            if let mood = day.mood { weekdays[day.day.weekday - 1].add(mood) }
        }
        return weekdays
    }

    /// The tags that go with good days, if enough days have them, the best first.
    public var effects: [TagEffect] {
        tags.compactMap(\.effect).sorted { ($1.difference, $0.tag) < ($0.difference, $1.tag) }
    }
}
