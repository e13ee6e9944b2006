import Foundation
import GRDB
import Journal
import Messages

/// The journal's hybrid logical clock, and the name of its device.
///
/// A reading has 48 bits of milliseconds since 1970 and 16 bits that count within a millisecond. It is greater than every
/// earlier one, of this device and of others, that is at most two days ahead of the machine's clock, which covers clocks set
/// to another zone's time: one that is wrong by years must not take all later changes along. A change to an entry is later
/// than all that is known of that entry, whatever its clock. Source: Kulkarni, Demirbas and others (2014), "Logical Physical
/// Clocks".
struct DeviceClock {
    /// The device.
    let device: UInt64
    private let now: Int64
    private var reading: Int64
    /// The last change of the entry that is being changed.
    private var last: ChangeStamp?

    /// How far ahead a reading may be to be counted on from.
    private static let furthestAhead: Int64 = 2 * 86_400_000 << 16

    /// The clock for a change to an entry.
    ///
    /// - Parameters:
    ///   - now: the time on this machine's clock.
    ///   - history: the entry's changes so far.
    init(_ db: Database, now: Timestamp, after history: [Change]) throws {
        // Milliseconds that fit into a reading, and leave room after them.
        let end = ChangeStamp.believableClocks.upperBound >> 16
        self.now = min(max(now.milliseconds, 0), end - 1) << 16
        let found = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT value, (SELECT max(clock) FROM change WHERE clock <= ?) FROM setting WHERE name = 'device'
                    """),
            arguments: [self.now + Self.furthestAhead]
        ) { row in (device: try DeviceClock.device(row), reading: try row[1] as Int64?) }
        guard let found else { throw StoreError.broken(CodedMessage("damage.device")) }
        device = found.device
        reading = found.reading ?? 0
        last = history.map(\.stamp).max()
    }

    /// The name of the journal's device.
    ///
    /// - Throws: ``StoreError/broken(_:)`` if the journal has lost it.
    static func device(_ db: Database) throws -> UInt64 {
        let device = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT value FROM setting WHERE name = 'device'"), device)
        guard let device else { throw StoreError.broken(CodedMessage("damage.device")) }
        return device
    }

    private static func device(_ row: borrowing Row) throws -> UInt64 {
        guard let device = try? row[0] as UInt64 else { throw StoreError.broken(CodedMessage("damage.device")) }
        return device
    }

    /// The next stamp, later than all that is known of the entry.
    ///
    /// - Throws: ``StoreError/badInput(_:)`` if another device left no room after its own changes.
    mutating func tick() throws -> ChangeStamp {
        var next = ChangeStamp(clock: max(reading + 1, now), device: device)
        if let last, next <= last {
            guard let after = ChangeStamp.after(last, on: device) else {
                throw StoreError.badInput(CodedMessage("change.last"))
            }
            next = after
        }
        if next.clock <= now + Self.furthestAhead { reading = next.clock }
        last = next
        return next
    }
}

extension UInt64 {
    /// The number in eight bytes, most significant first; `nil` for any other number of bytes.
    init?(bigEndianBytes bytes: Data) {
        guard bytes.count == 8 else { return nil }
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Eight bytes, most significant first.
    var bigEndianBytes: Data {
        Data((0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) })
    }
}
