import Foundation
import GRDB
public import Journal
import Messages

/// Changes that one device sends to others.
public struct ChangeBatch: Sendable {
    /// The changes, in any order.
    public var changes: [ChangeRecord]
    /// Where the next batch begins: pass it to ``Store/changes(since:limit:)``.
    public var next: Int64
}

/// Merging: any store may receive another's changes, in any order and any number of times. Once every store has
/// received all changes, all have the same entries.
extension Store {
    /// What has happened since a point, for other devices. Leaves out private entries, except that an entry became
    /// private if others may have it. Includes the whole history of an entry that is no longer private. Of a purged
    /// entry, says only that it was purged.
    ///
    /// - Parameters:
    ///   - point: 0 for the beginning, then the last batch's ``ChangeBatch/next``.
    ///   - limit: the most changes of this journal to look at.
    /// - Throws: ``StoreError``.
    public func changes(since point: Int64, limit: Int = .max) async throws -> ChangeBatch {
        try await read { db in
            let end = try Int64.fetchOne(
                db, sql: "SELECT max(number) FROM (SELECT number FROM change WHERE number > ? ORDER BY number LIMIT ?)",
                arguments: [point, limit])
            guard let end else { return ChangeBatch(changes: [], next: point) }
            return ChangeBatch(changes: try ChangeRecord.exported(from: point + 1, to: end, db), next: end)
        }
    }

    /// Takes in changes from other devices: either all, or none if one of them is not a change. A change that this
    /// program does not understand is kept unchanged, for a program that does.
    ///
    /// If an entry was purged or made private elsewhere, its photos are deleted from where this device sent them, and
    /// no more are sent.
    ///
    /// - Returns: the entries that have new changes.
    /// - Throws: ``StoreError``, ``StoreError/badInput(_:)`` for something that is not a change.
    @discardableResult
    public func apply(_ changes: [ChangeRecord], now: Timestamp) async throws -> [EntryID] {
        let purges = changes.contains {
            [ChangeField.purge, .photopurge].map(\.rawValue).contains($0.field)
        }
        let touched = try await write(leavingNoLog: purges) { db in
            var privacy: [EntryID: (before: Bool?, after: Bool)] = [:]
            let entries = try ChangeLog(db).receive(changes, now: now) { id, state in
                privacy[id] = (try Store.isPrivate(id, db), state.isPrivate)
                // Afterwards, nothing tells which photos it had.
                if state.isPurged { try Job.queueDeletion(ofPhotosOf: id, now, db) }
                for photo in state.purgedPhotos { try Job.queueDeletion(ofPhotosOf: id, named: photo, now, db) }
            }
            var anyIsPurged = false
            for (id, number) in entries {
                if number == nil {
                    if try Purge.blankIfPurged(id, db) { anyIsPurged = true }
                } else if let (before, after) = privacy[id], let before, before != after {
                    try Job.follow(privacy: after, of: id, now, db)
                }
            }
            if anyIsPurged { try SearchIndex.forgetRemoved(db) }
            return entries.map(\.id)
        }
        if touched.contains(DiarySettings.entry) { try await projectAnew() }
        return touched
    }
}

extension ChangeRecord {
    private static let selection = """
        SELECT c.clock, c.device, c.entry, c.field, c.value, json_valid(c.value) AS valid, a.analyzer, a.time, a.faces, a.raw
        FROM change c LEFT JOIN analysis a ON a.clock = c.clock AND a.device = c.device
        """

    /// The changes with these numbers that others may know. Of an entry that is private now: only that it became
    /// private, and only if it was not private from the start, because then others may have it. Of an entry that was
    /// held back until now because it was private: everything. Of a purged entry: only that it was purged, and nothing
    /// at all if it was always private.
    fileprivate static func exported(from first: Int64, to last: Int64, _ db: Database) throws -> [ChangeRecord] {
        try Row.fetchAll(
            db,
            sql: """
                WITH fresh AS (SELECT * FROM change WHERE number BETWEEN ? AND ?),
                opened AS (SELECT entry FROM fresh WHERE field = 'private' AND value = 'false')
                \(selection) WHERE c.number IN (
                        SELECT number FROM fresh
                        UNION SELECT number FROM change WHERE entry IN (SELECT entry FROM opened))
                    AND (c.field = 'purge' AND c.value = 'true'
                        OR c.field = 'private' AND c.value = 'true' AND \(wasOpen)
                        OR NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = c.entry AND e.private IS NOT 0)
                        AND NOT EXISTS (SELECT 1 FROM change p WHERE p.entry = c.entry AND p.field = 'purge'))
                ORDER BY c.number
                """,
            arguments: [first, last], ChangeRecord.shared
        ).compactMap(\.self)
    }

    /// Whether the entry of a change `c` existed and was not private just before the change.
    private static let wasOpen = """
        'false' = (SELECT iif(b.field = 'private', b.value, 'false') FROM change b
            WHERE b.entry = c.entry AND (b.clock, b.device) < (c.clock, c.device)
            ORDER BY b.field = 'private' DESC, b.clock DESC, b.device DESC LIMIT 1)
        """

    /// The whole history of an entry, private or not, oldest first: for its author.
    static func history(of id: Data, _ db: Database) throws -> [ChangeRecord] {
        try Row.fetchAll(
            db.cachedStatement(sql: "\(selection) WHERE c.entry = ? ORDER BY c.clock, c.device"), arguments: [id],
            ChangeRecord.shared
        ).compactMap(\.self)
    }

    /// `nil` for changes that were blanked with a photo, and for an answer of which only the source is here: earlier
    /// versions reject a history that contains either.
    private static func shared(_ row: borrowing Row) throws -> ChangeRecord? {
        let record = try ChangeRecord(row)
        switch ChangeField(rawValue: record.field) {
        case .photo, .unphoto, .pick: return record.value == "false" ? nil : record
        case .analysis:
            let isUnderstood = Change.Event(understanding: record.field, value: record.value) != nil
            return record.value == "false" || isUnderstood && !AnalysisPayload.isIn(record.value) ? nil : record
        default: return record
        }
    }

    private init(_ row: borrowing Row) throws {
        self.init(
            clock: try row["clock"], device: deviceName(try row["device"]),
            entry: (try row["entry"] as EntryID).description, field: try row["field"], value: try row["value"])
        guard try row["valid"] else { throw DamagedValue("value") }
        guard case .analysis(let source)? = Change.Event(understanding: field, value: value) else { return }
        if let answer = try AnalysisPayload(row, source: source) { value = try answer.json() }
    }

    /// Whether it is a valid change, of this program or of a newer one. Its value need not be understood.
    var isChange: Bool {
        UInt64(device, radix: 16).map(ChangeStamp.believableDevices.contains) == true && EntryID(entry) != nil
            && ChangeStamp.believableClocks.contains(clock)
            && isJSON(value)
    }
}

/// Whether a text is JSON of any kind.
func isJSON(_ text: String) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
}
