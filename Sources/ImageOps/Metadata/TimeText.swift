/// Reads a written time from its beginning to its end.
struct TimeText {
    /// What a clock shows; hours from 0 to 24.
    struct Clock {
        var hour, minute, second, millisecond: Int
    }

    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text.trimmingBlanks.utf8 }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether nothing follows, or only what stands for a time that is not known.
    var isBlank: Bool { rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") } }

    /// A day of the calendar: year, month and day with the same character between them.
    mutating func date() -> (year: Int, month: Int, day: Int)? {
        guard let year = number(4), let between = separator(of: ":-/."), let month = number(2, least: 1),
            rest.first == between
        else { return nil }
        rest.removeFirst()
        guard let day = number(2, least: 1), (1...9999).contains(year), (1...12).contains(month),
            (1...CaptureTime.daysIn(month: month, year: year)).contains(day)
        else { return nil }
        return (year, month, day)
    }

    /// Whether the date has ended: with the text, or before a time.
    mutating func skipToTime() -> Bool {
        guard !rest.isEmpty else { return true }
        guard separator(of: " Tt_") != nil else { return false }
        skipBlanks()
        return true
    }

    /// A time of day, with or without seconds and their fraction.
    mutating func time() -> Clock? {
        guard let hour = number(2, least: 1), separator(of: ":") != nil, let minute = number(2) else { return nil }
        var clock = Clock(hour: hour, minute: minute, second: 0, millisecond: 0)
        if separator(of: ":") != nil {
            guard let second = number(2) else { return nil }
            clock.second = second
            if separator(of: ".,") != nil {
                guard let fraction = fraction() else { return nil }
                clock.millisecond = fraction
            }
        }
        guard (0...24).contains(hour), (0...59).contains(minute), (0...59).contains(clock.second) else { return nil }
        return clock
    }

    /// What stands behind the time: nothing, or an offset from UTC. Nil if it is anything else.
    mutating func zone() -> (minutes: Int?, Void)? {
        skipBlanks()
        guard let first = rest.popFirst() else { return (nil, ()) }
        if first == UInt8(ascii: "Z") || first == UInt8(ascii: "z") { return rest.isEmpty ? (0, ()) : nil }
        guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-"), let hours = number(2) else { return nil }
        _ = separator(of: ":")
        guard let minutes = rest.isEmpty ? 0 : number(2), rest.isEmpty, hours <= 14, minutes <= 59 else { return nil }
        return ((first == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes), ())
    }

    private mutating func number(_ most: Int, least: Int? = nil) -> Int? {
        let digits = rest.prefix(most).prefix(while: Self.isDigit)
        guard digits.count >= least ?? most, let number = Int(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        rest.removeFirst(digits.count)
        return number
    }

    /// Milliseconds; further digits are cut off.
    private mutating func fraction() -> Int? {
        let digits = rest.prefix(while: Self.isDigit)
        rest.removeFirst(digits.count)
        guard !digits.isEmpty else { return nil }
        return Int((String(decoding: digits.prefix(3), as: UTF8.self) + "00").prefix(3))
    }

    private mutating func separator(of characters: String) -> UInt8? {
        guard let first = rest.first, characters.utf8.contains(first) else { return nil }
        return rest.removeFirst()
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == UInt8(ascii: " ") }
    }
}

extension String {
    /// Without spaces, line ends, tabs and NUL around it.
    fileprivate var trimmingBlanks: Substring {
        let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\0" }
        let start = self.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? ""
    }
}
