import Cryptography
import Foundation
import GRDB
import Journal

/// A change as the log has it, whether it is understood or not.
struct StampedText: Equatable {
    var stamp: ChangeStamp
    var entry: EntryID
    var field: String
    var value: String

    init(_ stamp: ChangeStamp, _ entry: EntryID, _ field: String, _ value: String) {
        (self.stamp, self.entry, self.field, self.value) = (stamp, entry, field, value)
    }

    /// A change from elsewhere; `nil` if it names no device or no entry.
    init?(_ record: ChangeRecord) {
        guard let device = UInt64(record.device, radix: 16), let entry = EntryID(record.entry) else { return nil }
        self.init(ChangeStamp(clock: record.clock, device: device), entry, record.field, record.value)
    }

    /// Puts it into the log. Returns whether its stamp was free.
    func insert(_ db: Database) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO change (clock, device, entry, field, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (clock, device) DO NOTHING
                """
        ).execute(arguments: [stamp.clock, stamp.device.bigEndianBytes, Data(entry.bytes), field, value])
        return db.changesCount > 0
    }

    /// What it says, in bytes that are the same on every device.
    private var content: Data {
        var value = value
        // An answer is taken out of its change where its photo is known.
        if field == ChangeField.analysis.rawValue, let event = Change.Event(understanding: field, value: value) {
            value = (try? event.record.value) ?? value
        }
        return Data(entry.bytes) + Data(field.utf8) + Data(value.utf8)
    }

    /// What decides which of two changes keeps their stamp.
    fileprivate var rank: [UInt8] { SHA256.digest(of: content).bytes }

    /// The same change as of a device that nobody has.
    fileprivate var renamed: StampedText {
        var change = self
        let digest = SHA256.digest(of: stamp.device.bigEndianBytes + content)
        change.stamp.device = UInt64(bigEndianBytes: Data(digest.bytes.prefix(8))) ?? stamp.device
        return change
    }
}

/// Two changes that have the same stamp and say different things, as after a journal's file was copied to another device
/// and both went on with it. Both are kept: on every device, the same one keeps the stamp, and the other gets one that
/// follows from what it says.
struct Collision {
    private let known: StampedText
    private let number: Int64
    private let new: StampedText

    /// The collision of a new change with the one that has its stamp here; `nil` if they are the same change.
    init?(with new: StampedText, _ db: Database) throws {
        let found = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT number, entry, field, value FROM change WHERE clock = ? AND device = ?"),
            arguments: [new.stamp.clock, new.stamp.device.bigEndianBytes]
        ) { row in
            (number: try row[0] as Int64, change: StampedText(new.stamp, try row[1], try row[2], try row[3]))
        }
        guard let found else { return nil }
        (number, known, self.new) = (found.number, found.change, new)
        guard known != new, try !Self.areOne(known, new, db) else { return nil }
    }

    /// Whether two different texts are one change: its value was destroyed, or it is an answer, which is written
    /// differently here and on its way.
    private static func areOne(_ a: StampedText, _ b: StampedText, _ db: Database) throws -> Bool {
        guard a.entry == b.entry, a.field == b.field else { return false }
        if a.field == ChangeField.analysis.rawValue || a.value == "false" || b.value == "false" { return true }
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE entry = ? AND field = 'purge')",
            arguments: [Data(a.entry.bytes)]) == true
    }

    /// Keeps both. Returns the entries that something new is said of.
    func resolve(_ db: Database) throws -> [EntryID] {
        guard new.rank.lexicographicallyPrecedes(known.rank) else {
            return try new.renamed.insert(db) ? [new.entry] : []
        }
        let device = known.renamed.stamp.device.bigEndianBytes
        let old: StatementArguments = [device, known.stamp.clock, known.stamp.device.bigEndianBytes]
        try db.execute(sql: "UPDATE OR IGNORE change SET device = ? WHERE clock = ? AND device = ?", arguments: old)
        if db.changesCount > 0 {
            try db.execute(sql: "UPDATE analysis SET device = ? WHERE clock = ? AND device = ?", arguments: old)
        } else {
            // It has come under its other name, too.
            try db.execute(sql: "DELETE FROM change WHERE number = ?", arguments: [number])
        }
        return try new.insert(db) ? [new.entry, known.entry] : []
    }
}
