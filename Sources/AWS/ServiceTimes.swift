import CCurl
import Foundation

/// Reads a time in the format of HTTP's `Date` header, such as `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` if invalid.
func httpDate(_ text: String) -> Date? {
    let seconds = ccurl_getdate(text)
    return seconds == -1 ? nil : Date(timeIntervalSince1970: TimeInterval(seconds))
}

/// Reads an expiration as AWS writes it: ISO 8601, with or without fractions of a second; `nil` if invalid.
func isoTime(_ text: String) -> Date? {
    let whole = Date.ISO8601FormatStyle()
    let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return (try? whole.parse(text)) ?? (try? fractional.parse(text))
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
