/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
    /// Milliseconds since 1970; negative before.
    public var milliseconds: Int64

    /// The point that many milliseconds after the start of 1970 in UTC.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Earlier comes first.
    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.milliseconds < b.milliseconds
    }
}

extension Timestamp {
    /// `2026-11-23T07:14:05.000Z`.
    public var iso8601: String {
        "\(LocalTime(self, in: .utc))Z"
    }
}
