/// What must be the same on every device. Settings are changes of an entry that no device ever makes otherwise, and merge like
/// the words of any other.
public struct DiarySettings: Equatable, Sendable {
    /// The analyzer whose answer counts where several have answered; `nil` for Rekognition, if it has.
    public var analyzer: String?

    /// The entry that settings are changes of.
    public static let entry = EntryID.zeros

    /// What is so without being set.
    public init() {}

    /// The sum of the changes of ``entry``: the last writer of each wins. Names that only a newer version knows are left out.
    public init(_ changes: some Sequence<Change>) {
        for change in changes.sorted(by: { $0.stamp < $1.stamp }) {
            guard case .setting(let name, let value) = change.event, name == "analyzer" else { continue }
            analyzer = value
        }
    }
}
