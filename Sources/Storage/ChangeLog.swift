import Foundation
import GRDB
import Journal

/// Appends to the change log, within the transaction that makes the changes.
struct ChangeLog {
    private let db: Database
    private let entry: EntryID
    private let now: Timestamp
    private var clock: DeviceClock

    /// The log for changes to one entry, made at `now`.
    init(_ db: Database, entry: EntryID, now: Timestamp) throws {
        self.db = db
        self.entry = entry
        self.now = now
        clock = try DeviceClock(db)
    }

    /// What a change is about. The raw values are in every journal's file.
    enum Field: String {
        case moment, photo, felt, note, tag, `private`, analysis
    }

    /// Records that `field` now has `value`, which is kept as JSON.
    mutating func append(_ field: Field, _ value: some Encodable) throws {
        try db.execute(
            sql: "INSERT INTO change (clock, device, entry, field, value) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                clock.tick(now), clock.device, Data(entry.bytes), field.rawValue,
                String(decoding: try jsonLine(value), as: UTF8.self),
            ])
    }
}
