/// When a photo was taken, as its file says.
public struct CaptureTime: Equatable, Sendable {
    /// The calendar date and the time of day; `month` and `day` count from 1. Noon, if only the day is known.
    public var year, month, day, hour, minute, second, millisecond: Int
    /// The clock's offset from UTC in minutes, east positive; nil if it is not recorded.
    public var offsetMinutes: Int?
    /// Whether the offset says nothing of where it was taken, as in a format that knows universal time only.
    public var isAnywhere = false
    /// What says so.
    public var source = Source.exif

    /// Where a file can say when its photo was taken.
    public enum Source: Sendable {
        case exif, xmp, iptc, png
    }

    /// A time as given, unchecked.
    public init(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int = 0,
        offsetMinutes: Int? = nil
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
        self.offsetMinutes = offsetMinutes
    }
}

extension CaptureTime {
    /// Reads EXIF's format, `2026:05:04 07:31:22`, and whatever else programs write in its place: dashes, slashes or dots
    /// in the date, a `T` before the time, a fraction or an offset behind it, no seconds, or no time. Nil unless it is a
    /// valid time (cameras whose clock is not set write zeros or blanks).
    ///
    /// - Parameters:
    ///   - dateTime: The date, and the time.
    ///   - fraction: The digits after the decimal point of the seconds, if they stand elsewhere.
    ///   - offset: `+02:00`, if it stands elsewhere; ignored if malformed.
    init?(dateTime: String, fraction: String? = nil, offset: String? = nil) {
        var text = TimeText(dateTime)
        guard let date = text.date(), text.skipToTime() else { return nil }
        self.init(date)
        if !text.isBlank {
            guard let time = text.time(), let zone = text.zone() else { return nil }
            set(time)
            guard year <= 9999 else { return nil }
            offsetMinutes = zone.minutes
        }
        if let fraction, millisecond == 0 { millisecond = Self.milliseconds(fraction) ?? 0 }
        if let offset, offsetMinutes == nil { offsetMinutes = Self.minutesFromUTC(offset) }
    }

    private init(_ date: (year: Int, month: Int, day: Int)) {
        self.init(year: date.year, month: date.month, day: date.day, hour: 12, minute: 0, second: 0)
    }

    /// 24:00:00 is the end of the day. Any later time in that hour is from a program that counts hours from 1 to 24 and
    /// means the first one of the day.
    private mutating func set(_ time: TimeText.Clock) {
        (hour, minute, second, millisecond) = (time.hour % 24, time.minute, time.second, time.millisecond)
        if time.hour == 24, (minute, second, millisecond) == (0, 0, 0) { moveToNextDay() }
    }

    private mutating func moveToNextDay() {
        day += 1
        guard day > Self.daysIn(month: month, year: year) else { return }
        (day, month) = (1, month + 1)
        guard month > 12 else { return }
        (month, year) = (1, year + 1)
    }

    static func daysIn(month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func milliseconds(_ fraction: String) -> Int? {
        let digits = (fraction + "000").utf8.prefix(3)
        return digits.allSatisfy(TimeText.isDigit) ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }

    private static func minutesFromUTC(_ offset: String) -> Int? {
        guard offset == "Z" || offset.utf8.count == 6 else { return nil }
        var text = TimeText(offset)
        return text.zone()?.minutes
    }
}

extension CaptureTime {
    /// Reads a time as in a letter's head, `Wed, 31 Jan 2024 18:45:00 +0100`, or as `date` and `ctime` write it. Nil unless
    /// it is a valid time.
    init?(letterHead text: String) {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        var year: Int?, month: Int?, day: Int?, offset: Int?
        var clock: TimeText.Clock?
        var isAfternoon: Bool?
        for word in text.lowercased().split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\u{202F}" }) {
            var reader = TimeText(String(word))
            if let number = Int(word), word.allSatisfy(\.isNumber) {
                if word.count == 4 { year = number } else { day = number }
            } else if let place = months.firstIndex(of: String(word.prefix(3))), word.allSatisfy(\.isLetter) {
                month = place + 1
            } else if word.contains(":"), let time = reader.time() {
                clock = time
            } else if word == "am" || word == "pm" {
                isAfternoon = word == "pm"
            } else if ["gmt", "utc", "ut", "z"].contains(word) {
                offset = 0
            } else if let zone = reader.zone()?.minutes {
                offset = zone
            }
        }
        guard let year, let month, let day, (1...9999).contains(year),
            (1...Self.daysIn(month: month, year: year)).contains(day)
        else { return nil }
        self.init((year, month, day))
        if var clock {
            if let isAfternoon { clock.hour = clock.hour % 12 + (isAfternoon ? 12 : 0) }
            set(clock)
            guard self.year <= 9999 else { return nil }
        }
        offsetMinutes = offset
    }
}
