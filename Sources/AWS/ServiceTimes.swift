import CCurl
import Foundation

/// Reads a time in the format of HTTP's `Date` header, such as `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` if invalid.
func httpDate(_ text: String) -> Date? {
    let seconds = ccurl_getdate(text)
    return seconds == -1 ? nil : Date(timeIntervalSince1970: TimeInterval(seconds))
}

/// Reads an expiration as AWS and programs that issue credentials write it: ISO 8601, with a blank for the T, with or
/// without separators, seconds and their fractions, in any zone, but not without one; `nil` if invalid.
func isoTime(_ text: String) -> Date? {
    let form =
        /\s*(\d{4})-?(\d\d)-?(\d\d)[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,18}))?)?\s*(?:([Zz]|UTC|GMT)|([+-])(\d\d):?(\d\d)?)\s*/
    guard let found = text.wholeMatch(of: form) else { return nil }
    let number = { (digits: Substring?) in digits.flatMap { Int32($0) } ?? 0 }
    var parts = tm()
    parts.tm_year = number(found.1) - 1900
    parts.tm_mon = number(found.2) - 1
    parts.tm_mday = number(found.3)
    parts.tm_hour = number(found.4)
    parts.tm_min = number(found.5)
    parts.tm_sec = number(found.6)
    let written = parts
    var seconds = TimeInterval(timegm(&parts))
    // A day or an hour that there is not would become another one.
    guard parts.tm_mon == written.tm_mon, parts.tm_mday == written.tm_mday, parts.tm_hour == written.tm_hour,
        parts.tm_min == written.tm_min, parts.tm_sec == written.tm_sec
    else { return nil }
    if let fraction = found.7 { seconds += Double("0.\(fraction)") ?? 0 }
    let (hours, minutes) = (number(found.10), number(found.11))
    guard hours < 24, minutes < 60 else { return nil }
    let offset = TimeInterval(hours * 3600 + minutes * 60)
    return Date(timeIntervalSince1970: seconds - (found.9 == "-" ? -offset : offset))
}

/// A time as written in signatures, in UTC and whole seconds: `20130524T000000Z`.
func amzDate(_ time: Date) -> String {
    var seconds = time_t(time.timeIntervalSince1970.rounded(.down))
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let digits = { (number: Int32, width: Int) in
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "T"
        + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "Z"
}

extension Date {
    /// For people, in UTC: `2026-11-23T07:14:05.000Z`.
    var iso8601: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
