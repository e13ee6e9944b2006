/// When a photo was taken, by the camera's clock.
public struct CaptureTime: Equatable, Sendable {
    /// The calendar date and the time of day; `month` and `day` count from 1.
    public var year, month, day, hour, minute, second, millisecond: Int
    /// The clock's offset from UTC in minutes, east positive; nil if the camera did not record it.
    public var offsetMinutes: Int?

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
    /// Reads EXIF's format, `2026:05:04 07:31:22`; nil unless it is a valid time (cameras whose clock is not set write
    /// zeros or blanks).
    ///
    /// - Parameters:
    ///   - dateTime: DateTimeOriginal.
    ///   - fraction: SubSecTimeOriginal, the digits after the decimal point of the seconds.
    ///   - offset: OffsetTimeOriginal, `+02:00`; ignored if malformed.
    init?(dateTime: String, fraction: String?, offset: String?) {
        let halves = dateTime.split(separator: " ")
        guard halves.count == 2, let date = Self.threeNumbers(halves[0]), let time = Self.threeNumbers(halves[1]),
            (1...9999).contains(date.0), (1...12).contains(date.1),
            (1...Self.daysIn(month: date.1, year: date.0)).contains(date.2),
            (0...23).contains(time.0), (0...59).contains(time.1), (0...59).contains(time.2)
        else { return nil }
        self.init(
            year: date.0, month: date.1, day: date.2, hour: time.0, minute: time.1, second: time.2,
            millisecond: fraction.flatMap(Self.milliseconds) ?? 0,
            offsetMinutes: offset.flatMap(Self.minutesFromUTC))
    }

    private static func number(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(digits) : nil
    }

    private static func threeNumbers(_ text: Substring) -> (Int, Int, Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let a = number(parts[0]), let b = number(parts[1]), let c = number(parts[2]) else {
            return nil
        }
        return (a, b, c)
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func milliseconds(_ fraction: String) -> Int? {
        number((fraction + "000").prefix(3))
    }

    private static func minutesFromUTC(_ offset: String) -> Int? {
        if offset == "Z" { return 0 }
        guard let sign = offset.first, sign == "+" || sign == "-" else { return nil }
        let parts = offset.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0]), let minutes = number(parts[1]),
            hours <= 14, minutes <= 59
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
    }
}
