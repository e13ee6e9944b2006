/// Another process is syncing the same journal, and does the same.
public struct SyncInProgress: Error, CustomStringConvertible {
    /// The journal's folder.
    var folder: String
    /// Who it is, if it said so.
    var holder: String?

    /// The sentence for people.
    public var description: String {
        "Another `journal sync` is at work on \(folder)\(holder.map { " (\($0))" } ?? ""); it does the same."
    }
}
