import Foundation
@testable import Journal
import Synchronization
import Testing

@Suite struct MachineZoneTests {
    private let link = NSTemporaryDirectory() + "journal-zone-\(UUID().uuidString)"

    private func set(_ name: String) throws {
        unlink(link)
        symlink("../usr/share/zoneinfo/\(name)", link)
    }

    @Test func aMachineThatTravelsIsInItsNewZoneAtOnce() throws {
        defer { unlink(link) }
        let machine = MachineZone(variable: { nil }, link: link)
        for name in ["Europe/Paris", "Europe/Paris", "Asia/Tokyo", "America/Argentina/Ushuaia"] {
            try set(name)
            #expect(machine.now == Zone(name))
        }
        try set("Etc/UTC")
        #expect(machine.now.secondsFromUTC(at: Timestamp(milliseconds: 0)) == 0)
    }

    @Test func theVariableComesFirstIfItNamesAZone() throws {
        defer { unlink(link) }
        try set("Europe/Paris")
        let variable = Mutex<String?>(nil)
        let machine = MachineZone(variable: { variable.withLock { $0 } }, link: link)
        for (value, zone) in [
            (nil, "Europe/Paris"), ("Asia/Tokyo", "Asia/Tokyo"), (":Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Paris"),
            ("Nowhere/Else", "Europe/Paris"),
        ] as [(String?, String)] {
            variable.withLock { $0 = value }
            #expect(machine.now == Zone(zone), "TZ=\(value ?? "not set")")
        }
    }

    @Test func withoutALinkTheSystemIsAsked() {
        let zone = MachineZone(variable: { nil }, link: link).now
        #expect(Zone(zone.description) != nil)
    }
}
