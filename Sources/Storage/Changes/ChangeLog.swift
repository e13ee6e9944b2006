import Foundation
import GRDB
import Journal

/// Appends to the change log, within the transaction that makes the changes. Whoever appends calls ``project(_:_:)`` for
/// the entry afterwards.
struct ChangeLog {
    private let db: Database
    private let now: Timestamp
    private var clock: DeviceClock

    /// The log for changes made at `now`.
    init(_ db: Database, now: Timestamp) throws {
        self.db = db
        self.now = now
        clock = try DeviceClock(db)
    }

    /// Records what happened to an entry, and returns the change's name.
    @discardableResult
    mutating func append(_ event: Change.Event, to entry: EntryID) throws -> ChangeStamp {
        let (field, value) = try event.storable.record
        return try append(field, value, to: entry)
    }

    /// Records an analyzer's answer as if another device had got it; ``project(_:_:)`` puts it where the answers are.
    mutating func append(_ answer: FaceAnalysis, to entry: EntryID) throws {
        try append(.analysis, try AnalysisPayload(answer, raw: jsonLine(answer.faces)).json(), to: entry)
    }

    @discardableResult
    private mutating func append(_ field: ChangeField, _ value: String, to entry: EntryID) throws -> ChangeStamp {
        let stamp = clock.tick(now)
        try db.cachedStatement(
            sql: "INSERT INTO change (clock, device, entry, field, value) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [stamp.clock, stamp.device.bigEndianBytes, Data(entry.bytes), field.rawValue, value])
        return stamp
    }
}

extension Change.Event {
    /// SQLite's texts end at a NUL for most who read them; a note keeps what comes behind one by losing it.
    fileprivate var storable: Change.Event {
        if case .note(let text?) = self { .note(text.replacing("\u{0}", with: "")) } else { self }
    }
}

extension ChangeLog {
    /// Every change of an entry that this program understands, oldest first.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for a change that says what none ever says.
    static func changes(of entry: EntryID, _ db: Database) throws -> [Change] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT clock, device, field, value FROM change WHERE entry = ? ORDER BY clock, device"),
            arguments: [Data(entry.bytes)])
        return try rows.compactMap { row in
            do {
                guard let device = UInt64(bigEndianBytes: row["device"]),
                    let event = try Change.Event(field: row["field"], value: row["value"])
                else { return nil }
                return Change(ChangeStamp(clock: row["clock"], device: device), event)
            } catch is DecodingError {
                throw StoreError.broken("A change of entry \(entry) is damaged. Restore a backup.")
            }
        }
    }
}
