import Foundation
import GRDB
import Journal

/// The journal's hybrid logical clock and the name of the device that ticks it.
///
/// A reading is 48 bits of milliseconds since 1970 and 16 bits that count within one: it is never less than any
/// reading seen before, even when the machine's clock jumps back. Source: Kulkarni, Demirbas and others (2014),
/// "Logical Physical Clocks".
struct DeviceClock {
    let device: Data
    private(set) var reading: Int64

    /// The clock as the journal's last change left it.
    init(_ db: Database) throws {
        guard let device = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'device'") else {
            throw StoreError.broken("The journal has lost the name of its device. Restore a backup.")
        }
        self.device = device
        reading = try Int64.fetchOne(db, sql: "SELECT max(clock) FROM change") ?? 0
    }

    /// The next reading at `now`, greater than every one before.
    mutating func tick(_ now: Timestamp) -> Int64 {
        reading = max(reading + 1, now.milliseconds << 16)
        return reading
    }
}
