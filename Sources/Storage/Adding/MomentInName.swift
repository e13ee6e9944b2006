import Journal

extension Moment {
    /// When a photo was taken, by its file's name: `IMG_20240131_184500.jpg`, `Screenshot 2024-01-31 at 6.45.00 PM.png`,
    /// `IMG-20240131-WA0001.jpg`; `nil` if the name has no date from 1990 to tomorrow. A name with a day only means its noon.
    ///
    /// - Parameter now: the present, in the zone that names are taken to be from.
    init?(photoName: String, now: Moment) {
        let stem = photoName.split(separator: "/").last ?? ""
        var reader = NameReader(Array(stem.utf8))
        while let local = reader.next() {
            // Pixel phones write universal time.
            let zone = stem.uppercased().hasPrefix("PXL_") && reader.hasTime ? Zone.utc : now.zone
            let moment = Moment(Moment(local, in: zone).time, in: now.zone)
            guard moment.isBelievable(now) else { continue }
            self = moment
            return
        }
        return nil
    }
}

/// Finds dates in a file's name, one after the other: eight digits, or four, two and two with the same sign between them,
/// and behind them a time likewise. Other digits right before or behind them make it another number.
private struct NameReader {
    private let name: [UInt8]
    private var position = 0
    /// Whether the last date had a time.
    private(set) var hasTime = false

    init(_ name: [UInt8]) { self.name = name }

    mutating func next() -> LocalTime? {
        while position < name.count {
            let start = position
            let run = digits(at: start)
            position = start + max(run, 1)
            guard run > 0, startsWord(start), let date = day(at: start, run) else { continue }
            let clock = time(at: date.end, isAttached: run > 8)
            if run > 8, clock == nil { continue }
            hasTime = clock != nil
            if let clock {
                position = max(position, clock.end)
                return LocalTime(
                    day: date.day, hour: clock.hour, minute: clock.minute, second: clock.second,
                    millisecond: clock.millisecond)
            }
            // A long number beside it makes it a part of some other number: `20240131_10158273645091234_n.jpg`.
            guard !isLetter(date.end), !hasLongNumber(from: date.end) else { continue }
            return LocalTime(day: date.day, hour: 12, minute: 0)
        }
        return nil
    }

    /// Whether digits at a place begin a word, or follow nothing in it but letters, as in `IMG20240131184500.jpg`.
    private func startsWord(_ place: Int) -> Bool {
        let word = name[..<place].reversed().prefix { isLetter($0) || isDigit($0) }
        return word.allSatisfy(isLetter)
    }

    private func day(at start: Int, _ run: Int) -> (day: LocalDay, end: Int)? {
        if run == 8 || run == 14 || run == 17 {
            return numbers(at: start, [4, 2, 2]).flatMap(day).map { ($0, start + 8) }
        }
        guard run == 4, let sign = byte(start + 4), "-_. ".utf8.contains(sign), digits(at: start + 5) == 2,
            byte(start + 7) == sign, digits(at: start + 8) == 2,
            let year = number(start, 4), let month = number(start + 5, 2), let day = number(start + 8, 2)
        else { return nil }
        return LocalDay(year: year, month: month, day: day).map { ($0, start + 10) }
    }

    private func day(_ numbers: [Int]) -> LocalDay? {
        LocalDay(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    private typealias Clock = (hour: Int, minute: Int, second: Int, millisecond: Int, end: Int)

    /// The time behind a date.
    ///
    /// - Parameter isAttached: whether its digits follow the date's with nothing between.
    private func time(at end: Int, isAttached: Bool) -> Clock? {
        let start = isAttached ? end : timeStart(end)
        guard let start else { return nil }
        let run = digits(at: start)
        var clock: Clock
        if run == 6 || run == 9 {
            guard let parts = numbers(at: start, [2, 2, 2]) else { return nil }
            clock = (parts[0], parts[1], parts[2], run == 9 ? number(start + 6, 3) ?? 0 : 0, start + run)
        } else if (1...2).contains(run), let hour = number(start, run), let sign = byte(start + run),
            "-_.:".utf8.contains(sign), digits(at: start + run + 1) == 2, let minute = number(start + run + 1, 2)
        {
            clock = (hour, minute, 0, 0, start + run + 3)
            if byte(clock.end) == sign, digits(at: clock.end + 1) == 2, let second = number(clock.end + 1, 2) {
                (clock.second, clock.end) = (second, clock.end + 3)
            }
        } else {
            return nil
        }
        if let isAfternoon = halfOfDay(at: clock.end), (1...12).contains(clock.hour) {
            clock.hour = clock.hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard clock.hour < 24, clock.minute < 60, clock.second < 60 else { return nil }
        return clock
    }

    /// Where a time may start behind a date: after one sign, a `T`, or a short word such as "at", "um" or "à".
    private func timeStart(_ end: Int) -> Int? {
        let between = name[end...].prefix { !isDigit($0) }
        let word = between.filter { !"-_. ,".utf8.contains($0) }
        let mostOfAWord = 5
        guard (1...mostOfAWord + 3).contains(between.count), word.count <= mostOfAWord,
            !(word.count == 2 && word.elementsEqual("WA".utf8))
        else { return nil }
        return end + between.count
    }

    /// Whether AM or PM follows, after a blank of whatever kind.
    private func halfOfDay(at end: Int) -> Bool? {
        let rest = name[end...].drop { $0 == UInt8(ascii: " ") || $0 >= 0x80 }.prefix(2).map { $0 | 0x20 }
        return rest.elementsEqual("pm".utf8) ? true : rest.elementsEqual("am".utf8) ? false : nil
    }

    private func hasLongNumber(from end: Int) -> Bool {
        name[end...].split { !isDigit($0) }.contains { $0.count > 6 }
    }

    private func byte(_ place: Int) -> UInt8? { name.indices.contains(place) ? name[place] : nil }

    private func digits(at start: Int) -> Int { name.dropFirst(start).prefix(while: isDigit).count }

    private func number(_ start: Int, _ length: Int) -> Int? {
        Int(String(decoding: name.dropFirst(start).prefix(length), as: UTF8.self))
    }

    private func numbers(at start: Int, _ lengths: [Int]) -> [Int]? {
        var place = start
        var found: [Int] = []
        for length in lengths {
            guard let number = number(place, length) else { return nil }
            found.append(number)
            place += length
        }
        return found
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    private func isLetter(_ place: Int) -> Bool { byte(place).map { isLetter($0) } ?? false }
}
