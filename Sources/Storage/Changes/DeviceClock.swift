import Foundation
import GRDB
import Journal

/// The journal's hybrid logical clock, and the name of its device.
///
/// A reading has 48 bits of milliseconds since 1970 and 16 bits that count within a millisecond. It is never less than
/// any reading seen before, on this device or on others, even if the machine's clock jumps back. Source: Kulkarni,
/// Demirbas and others (2014), "Logical Physical Clocks".
struct DeviceClock {
    /// The device.
    let device: UInt64
    private var reading: Int64

    /// The clock after the journal's last change.
    init(_ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT value, (SELECT max(clock) FROM change) AS clock FROM setting WHERE name = 'device'"))
        guard let row, let device = UInt64(bigEndianBytes: row["value"]) else {
            throw StoreError.broken("The journal has lost the name of its device. Restore a backup.")
        }
        self.device = device
        reading = row["clock"] ?? 0
    }

    /// The next stamp at `now`, greater than all earlier ones.
    mutating func tick(_ now: Timestamp) -> ChangeStamp {
        reading = max(reading + 1, now.milliseconds << 16)
        return ChangeStamp(clock: reading, device: device)
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
