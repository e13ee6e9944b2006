/// A calendar period over which moods are averaged.
public enum Period: String, CaseIterable, Sendable {
    case day, week, month

    /// The first day of the period that contains a day; weeks start on Monday.
    public func start(of day: LocalDay) -> LocalDay {
        switch self {
        case .day: day
        case .week: LocalDay(daysSince1970: day.daysSince1970 - (day.weekday - 1))
        case .month: LocalDay(year: day.year, month: day.month, day: 1) ?? day
        }
    }

    /// The period's number, counted from 1970.
    func place(_ start: LocalDay) -> Int {
        switch self {
        case .day: start.daysSince1970
        // The Monday that starts the week of 1970-01-01 is day −3.
        case .week: (start.daysSince1970 + 3) / 7
        case .month: (start.year - 1970) * 12 + start.month - 1
        }
    }

    /// How many periods a moving average covers: a week of days, a month of weeks, a season of months.
    public var averaged: Int {
        switch self {
        case .day: 7
        case .week: 4
        case .month: 3
        }
    }
}

/// A point of a trend.
public struct TrendPoint: Equatable, Sendable {
    /// The first day of its period.
    public var from: LocalDay
    /// How many entries the period has.
    public var entries = 0
    /// How many of its days have entries.
    public var days = 0
    /// The mean of its days' moods, in −1…1, so that every day has the same weight; `nil` if none has one.
    public var mood: Double?
    /// The moving average: the mean of the moods of this period and those before it, ``Period/averaged`` in all,
    /// ignoring periods without one.
    public var average: Double?
}

/// Moods over time, period by period. Periods without an entry have no point.
///
/// - Parameter days: ascending, each once.
public func trend(_ days: [DayMood], by period: Period) -> [TrendPoint] {
    var points: [TrendPoint] = []
    var moods = Sample()
    for day in days {
        let start = period.start(of: day.day)
        if points.last?.from != start {
            points.append(TrendPoint(from: start))
            moods = Sample()
        }
        let last = points.count - 1
        points[last].entries += day.entries
        points[last].days += 1
        if let mood = day.mood { moods.add(mood) }
        points[last].mood = moods.mean
    }
    let averages = movingAverage(points.map { (period.place($0.from), $0.mood) }, over: period.averaged)
    for index in points.indices { points[index].average = averages[index] }
    return points
}

/// For each position, the mean of the values at it and at the `width` − 1 positions before it, ignoring missing ones.
///
/// - Parameter values: positions, ascending, with the values observed there.
public func movingAverage(_ values: [(place: Int, value: Double?)], over width: Int) -> [Double?] {
    var first = 0
    return values.indices.map { index in
        while values[first].place <= values[index].place - width { first += 1 }
        return Sample(values[first...index].compactMap(\.value)).mean
    }
}
