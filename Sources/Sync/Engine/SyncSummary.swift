public import AWS

/// What one sync did, as `sync --json` prints it.
public struct SyncSummary: Equatable, Encodable, Sendable {
    /// Photos that were sent.
    public var uploaded = 0
    /// Entries whose mood is known now and was not before.
    public var analyzed = 0
    /// Entries that were set aside with a reason.
    public var failed = 0
    /// Entries that still wait.
    public var waiting = 0
    /// Whether the network was missing.
    public var offline = false
    /// Why entries still wait, a sentence; `nil` when none does.
    public var reason: String?
    /// Entries for which nothing is left to be done in this sync; not part of the JSON.
    public var finished = 0
    /// How many bytes of photos were sent; not part of the JSON.
    public var sentBytes = 0
    /// What stopped the sync before everything was done; not part of the JSON.
    public var blockingError: RemoteError?

    /// Nothing done yet.
    public init() {}

    private enum Key: CodingKey {
        case uploaded, analyzed, failed, waiting, offline, reason
    }

    /// Writes every field, `null` for no reason.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(uploaded, forKey: .uploaded)
        try fields.encode(analyzed, forKey: .analyzed)
        try fields.encode(failed, forKey: .failed)
        try fields.encode(waiting, forKey: .waiting)
        try fields.encode(offline, forKey: .offline)
        try fields.encode(reason, forKey: .reason)
    }
}
