public import AWS
import JSON
public import Messages

/// What one sync did, as `sync --json` prints it.
public struct SyncSummary: Equatable, Encodable, Sendable {
    /// Photos sent.
    public var uploaded = 0
    /// Entries whose mood became known.
    public var analyzed = 0
    /// Entries that failed, each with a reason.
    public var failed = 0
    /// Entries still waiting.
    public var waiting = 0
    /// Whether there was no network.
    public var offline = false
    /// Why entries are still waiting; `nil` if none are. In the JSON, it is an English sentence.
    public var reason: CodedMessage?
    /// Entries with nothing left to do in this sync; not part of the JSON.
    public var finished = 0
    /// Bytes of photos sent; not part of the JSON.
    public var sentBytes = 0
    /// Objects that are still in an encrypted remote from before it was encrypted, and that cannot be replaced; not part of
    /// the JSON.
    public var leftPlain = 0
    /// What stopped the sync before it was finished; not part of the JSON.
    public var blockingError: RemoteError?

    /// Nothing done yet.
    public init() {}
    /// Writes every field; a missing reason is `null`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "uploaded": uploaded, "analyzed": analyzed, "failed": failed, "waiting": waiting, "offline": offline,
            "reason": reason?.english,
        ])
    }
}
