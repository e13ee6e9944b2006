import Cryptography
import Foundation
import GRDB
public import Journal
import JSON
public import Messages

/// Work for a photo that needs the network.
public struct Job: Equatable, Sendable {
    /// What to do.
    public enum Kind: String, Codable, Sendable {
        /// Send the photo to the remote.
        case upload
        /// Ask an analyzer what the faces show.
        case analyze
        /// Delete a photo that no entry uses any more from a remote.
        case delete
    }

    /// How it stands.
    public enum State: String, Codable, Sendable {
        /// The next sync does it.
        case waiting
        /// It failed with a reason, and waits until a person retries it.
        case failed
        /// A person decided not to do it.
        case skipped
    }

    /// The entry of the photo; `nil` for the deletion of a photo from a remote.
    public var entry: EntryID?
    /// SHA-256 of the photo, 64 hexadecimal digits.
    public var photo: String
    /// What to do.
    public var kind: Kind
    /// How it stands.
    public var state: State
    /// How many attempts have failed.
    public var attempts: Int
    /// The earliest time for the next attempt; `nil` if it can be made at once.
    public var notBefore: Timestamp?
    /// Why the last attempt failed.
    public var reason: CodedMessage?
}

extension Job {
    /// A query for jobs after a place in the queue, oldest first, each with the `id` of its photo's entry. Leaves out
    /// photos that were removed from their entry, because nothing is done for them unless they are brought back.
    static let selection = """
        SELECT e.id, coalesce(j.sha256, i.sha256) AS photo, j.* FROM job j
        LEFT JOIN image i ON i.number = j.image LEFT JOIN entry e ON e.number = i.entry
        WHERE j.number > ? AND (j.image IS NULL OR i.position IS NOT NULL) ORDER BY j.number LIMIT ?
        """

    init(row: borrowing Row) throws {
        self.init(
            entry: try row["id"], photo: hexadecimal(try row["photo"] as Data), kind: try row["kind"],
            state: try row["state"], attempts: try row["attempts"], notBefore: try row["not_before"],
            reason: try row["reason"])
    }

    /// A query for the entries whose current photos have jobs `j` that meet a condition.
    static func entries(where condition: String) -> String {
        """
        SELECT i.entry FROM job j JOIN image i ON i.number = j.image WHERE i.position IS NOT NULL AND \(condition)
        """
    }

    /// A query for the rows of a photo, by the arguments `entry` (its ID) and `photo` (its SHA-256). Two files may have
    /// resulted in the same JPEG, and a job for one is a job for both.
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

    /// Queues the work for an entry's photos that are here: each is uploaded, and the first is analysed, which may cost
    /// money. The others are analysed on request (``Store/analyzeAgain(_:now:)``).
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
            arguments: [entry]
        ) { row -> (number: Int64, kinds: [Kind]) in
            let (isFirst, isAnalyzed, isSent) = (try row[1] as Int == 0, try row[2] as Bool, try row[3] as Bool)
            return (try row[0], (isSent ? [] : [.upload]) + (isFirst && !isAnalyzed ? [.analyze] : []))
        }
        for photo in photos { try queue(photo.kinds, for: photo.number, now, db) }
    }
}

extension Job: Encodable {
    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject([
            "entry": entry?.description, "photo": photo, "kind": kind, "state": state, "attempts": attempts,
            "notBefore": notBefore?.iso8601, "reason": reason?.english,
        ])
    }
}
