/// What must be the same on every device. Settings are changes of an entry that no device ever makes otherwise, and merge like
/// the words of any other.
public struct DiarySettings: Equatable, Sendable {
    /// When the author's day ends: decides the day of what is written from then on, and which day is today.
    public var dayEnd = DayEnd.midnight
    /// The analyzer whose answer counts where several have answered; `nil` for Rekognition, if it has.
    public var analyzer: String?

    /// The entry that settings are changes of.
    public static let entry = EntryID.zeros

    /// The settings of a diary in which nothing has been set.
    public init() {}

    /// The sum of the changes of ``entry``: the last writer of each setting wins. Names and values that only a newer version
    /// knows are left out.
    public init(_ changes: some Sequence<Change>) {
        for change in changes.sorted(by: { $0.stamp < $1.stamp }) {
            guard case .setting(let name, let value) = change.event else { continue }
            switch Name(rawValue: name) {
            case .dayEnd: dayEnd = value.flatMap { DayEnd($0) } ?? .midnight
            case .analyzer: analyzer = value
            case nil: break
            }
        }
    }

    /// The settings by the names under which their changes are stored.
    public enum Name: String, CaseIterable, Sendable {
        case dayEnd
        case analyzer
    }
}
