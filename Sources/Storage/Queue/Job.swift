import Cryptography
import Foundation
import GRDB
public import Journal
public import Messages

/// Work for a photo that needs the network.
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

    /// The entry whose photo it is for; `nil` when what is left to do is to delete that from a remote.
    public var entry: EntryID?
    /// SHA-256 of the photo, 64 hexadecimal digits.
    public var photo: String
    /// What is to be done.
    public var kind: Kind
    /// How it stands.
    public var state: State
    /// How often it was tried and failed.
    public var attempts: Int
    /// When it may be tried again, if not at once.
    public var notBefore: Timestamp?
    /// What went wrong the last time.
    public var reason: CodedMessage?
}

extension Job {
    /// A query for jobs after a place in the queue, oldest first, each with the entry of the photo it is for as `id`. Photos
    /// that were removed from their entry are not to be seen, as nothing is done for them until they come back.
    static let selection = """
        SELECT e.id, coalesce(j.sha256, i.sha256) AS photo, j.* FROM job j
        LEFT JOIN image i ON i.number = j.image LEFT JOIN entry e ON e.number = i.entry
        WHERE j.number > ? AND (j.image IS NULL OR i.position IS NOT NULL) ORDER BY j.number LIMIT ?
        """

    init?(row: Row) throws {
        guard let kind = Kind(rawValue: row["kind"]), let state = State(rawValue: row["state"]) else { return nil }
        self.init(
            entry: (row["id"] as Data?).flatMap { EntryID(bytes: $0) }, photo: hexadecimal(row["photo"] as Data),
            kind: kind, state: state, attempts: row["attempts"],
            notBefore: (row["not_before"] as Int64?).map(Timestamp.init(milliseconds:)),
            reason: try (row["reason"] as String?).map(EntryRow.message))
    }

    /// A query for the entries whose present photos have jobs `j` of which a condition holds.
    static func entries(where condition: String) -> String {
        """
        SELECT i.entry FROM job j JOIN image i ON i.number = j.image WHERE i.position IS NOT NULL AND \(condition)
        """
    }

    /// A query for the rows of a photo, by the arguments `entry` (its id) and `photo` (its SHA-256). Two files that gave the
    /// same JPEG are done with at once.
    static let images = """
        SELECT i.number FROM image i JOIN entry e ON e.number = i.entry WHERE e.id = :entry AND i.sha256 = :photo
        """

    /// Queues work for a photo.
    static func queue(_ kinds: [Kind], for image: Int64, _ now: Timestamp, _ db: Database) throws {
        for kind in kinds {
            try db.execute(
                sql: "INSERT INTO job (kind, image, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [kind.rawValue, image, now.milliseconds])
        }
    }

    /// Queues what a sync has to do for an entry's photos that are here: each is sent, and the first is shown to an analyzer,
    /// which may have to be paid for; the others are when somebody asks for it (``Store/analyzeAgain(_:now:)``).
    static func queueWork(for entry: Int64, _ now: Timestamp, _ db: Database) throws {
        let photos = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT i.number, i.position, i.analysis IS NOT NULL AS analyzed, EXISTS (
                        SELECT 1 FROM sent s WHERE s.sha256 = i.sha256 AND s.kind IN ('upload', 'delete')
                            AND s.place = (SELECT value FROM setting WHERE name = 'synced')
                        GROUP BY s.place HAVING \(isKnownToBeHeld)) AS sent
                    FROM image i WHERE i.entry = ? AND i.position IS NOT NULL AND i.here ORDER BY i.position
                    """),
            arguments: [entry])
        for photo in photos {
            let isFirst = photo["position"] as Int == 0
            let kinds: [Kind] = (photo["sent"] ? [] : [.upload]) + (isFirst && !photo["analyzed"] ? [.analyze] : [])
            try queue(kinds, for: photo["number"], now, db)
        }
    }
}

extension Job: Encodable {
    private enum Key: String, CodingKey {
        case entry, photo, kind, state, attempts, notBefore, reason
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(entry?.description, forKey: .entry)
        try fields.encode(photo, forKey: .photo)
        try fields.encode(kind, forKey: .kind)
        try fields.encode(state, forKey: .state)
        try fields.encode(attempts, forKey: .attempts)
        try fields.encode(notBefore?.iso8601, forKey: .notBefore)
        try fields.encode(reason?.english, forKey: .reason)
    }
}
