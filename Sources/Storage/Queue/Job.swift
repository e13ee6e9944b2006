import Foundation
import GRDB
public import Journal

/// Work for an entry that needs the network.
public struct Job: Equatable, Sendable {
    /// What is to be done.
    public enum Kind: String, Codable, Sendable {
        /// Send the photo to the remote.
        case upload
        /// Ask an analyzer what its faces show.
        case analyze
        /// Delete a photo that no entry uses any more from a remote.
        case delete
    }

    /// How it stands.
    public enum State: String, Codable, Sendable {
        /// The next sync does it.
        case waiting
        /// Set aside with a reason until somebody asks for another try.
        case failed
        /// Not to be done.
        case skipped
    }

    /// The entry it is for; `nil` when what is left to do is to delete its photo from a remote.
    public var entry: EntryID?
    /// What is to be done.
    public var kind: Kind
    /// How it stands.
    public var state: State
    /// How often it was tried and failed.
    public var attempts: Int
    /// When it may be tried again, if not at once.
    public var notBefore: Timestamp?
    /// What went wrong the last time.
    public var reason: String?
}

extension Job {
    init?(row: Row) {
        guard let kind = Kind(rawValue: row["kind"]), let state = State(rawValue: row["state"]) else { return nil }
        self.init(
            entry: (row["id"] as Data?).flatMap { EntryID(bytes: $0) }, kind: kind, state: state,
            attempts: row["attempts"],
            notBefore: (row["not_before"] as Int64?).map(Timestamp.init(milliseconds:)), reason: row["reason"])
    }

    static func queue(_ kinds: [Kind], for number: Int64, _ now: Timestamp, _ db: Database) throws {
        for kind in kinds {
            try db.execute(
                sql: "INSERT INTO job (kind, entry, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [kind.rawValue, number, now.milliseconds])
        }
    }
}

extension Job: Encodable {
    private enum Key: String, CodingKey {
        case entry, kind, state, attempts, notBefore, reason
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(entry?.description, forKey: .entry)
        try fields.encode(kind, forKey: .kind)
        try fields.encode(state, forKey: .state)
        try fields.encode(attempts, forKey: .attempts)
        try fields.encode(notBefore?.iso8601, forKey: .notBefore)
        try fields.encode(reason, forKey: .reason)
    }
}
