import Foundation
import TestSupport
import Testing

@testable import OperatingSystem

/// What the kernel tells of the disk below a folder, from files like those in `/sys` and `/proc`.
@Suite struct DiskEncryptionTests {
    private let folder: TemporaryFolder
    /// The folder's device, such as `253:0`.
    private let device: String

    init() throws {
        folder = try TemporaryFolder()
        var status = stat()
        try #require(stat(folder.path, &status) == 0)
        device = "\(majorNumber(status.st_dev)):\(minorNumber(status.st_dev))"
    }

    private func write(_ text: String, _ path: String) throws {
        let file = "\(folder.path)/system/\(path)"
        try FileManager.default.createDirectory(
            atPath: parentFolder(of: file), withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private var found: DiskEncryption? { DiskEncryption(ofFolder: folder.path, system: folder.path + "/system") }

    @Test func aDiskOfItsOwnIsNot() throws {
        try write("\(device)\n", "sys/dev/block/\(device)/dev")
        #expect(found == DiskEncryption.none)
    }

    @Test func whatTheMapperEncryptsIs() throws {
        try write("CRYPT-LUKS2-0123-home\n", "sys/dev/block/\(device)/dm/uuid")
        #expect(found == .device)
    }

    @Test func aVolumeIsWhatItConsistsOf() throws {
        try write("LVM-0123\n", "sys/dev/block/\(device)/dm/uuid")
        try write("900:1\n", "sys/dev/block/\(device)/slaves/dm-1/dev")
        try write("CRYPT-LUKS2-0123-disk\n", "sys/dev/block/900:1/dm/uuid")
        #expect(found == .device)
        // With a second part that is not, nothing true can be said of the folder.
        try write("900:2\n", "sys/dev/block/\(device)/slaves/sdb/dev")
        try write("900:2\n", "sys/dev/block/900:2/dev")
        #expect(found == nil)
    }

    @Test func nothingIsSaidWhereTheSystemDoesNotTell() throws {
        #expect(found == nil)
        // The file below a loop device may lie anywhere.
        try write("/somewhere\n", "sys/dev/block/\(device)/loop/backing_file")
        #expect(found == nil)
        #expect(DiskEncryption(ofFolder: folder.path + "/nowhere") == nil)
    }

    @Test func aFileSystemOnSeveralDevicesIsWhatTheyAre() throws {
        let source = "/dev/null"
        var status = stat()
        try #require(stat(source, &status) == 0)
        let own = "\(majorNumber(status.st_rdev)):\(minorNumber(status.st_rdev))"
        try write("36 1 \(device) /home /home rw - btrfs \(source) rw\n", "proc/self/mountinfo")
        try write("\(own)\n", "sys/fs/btrfs/0123/devices/dm-0/dev")
        try write("CRYPT-LUKS2-0123-one\n", "sys/dev/block/\(own)/dm/uuid")
        #expect(found == .device)
        try write("900:7\n", "sys/fs/btrfs/0123/devices/sdc/dev")
        try write("900:7\n", "sys/dev/block/900:7/dev")
        #expect(found == nil)
    }
}

private func majorNumber(_ device: dev_t) -> UInt64 { UInt64(device) >> 8 & 0xFFF }
private func minorNumber(_ device: dev_t) -> UInt64 { UInt64(device) & 0xFF | UInt64(device) >> 12 & 0xFFF00 }
