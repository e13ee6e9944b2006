import CProcess
import Foundation

/// Whether what lies on a disk can be read by whoever takes the disk.
public enum DiskEncryption: Equatable, Sendable {
    /// The device below the file system is encrypted (dm-crypt, as LUKS uses it).
    case device
    /// The folder itself is encrypted (fscrypt).
    case folder
    /// Neither is. The disk may still encrypt by itself.
    case none

    /// What the kernel says about a folder; `nil` if it does not tell, as of a file system in memory, on another machine or in
    /// a container's layers.
    ///
    /// - Parameter system: where the kernel's files are; the root, except in tests.
    public init?(ofFolder path: String, system: String = "") {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if cprocess_is_encrypted(path) == 1 {
            self = .folder
            return
        }
        let devices = BlockDevices(system: system)
        var numbers = [BlockDevices.number(status.st_dev)]
        // A file system on several devices has none of theirs as its own.
        if !devices.exists(numbers[0]) {
            guard let source = devices.source(ofFileSystem: numbers[0], at: path) else { return nil }
            numbers = devices.members(ofFileSystemWith: source)
        }
        let found = numbers.map { devices.isEncrypted($0, depth: 0) }
        guard let first = found.first, let isEncrypted = first, found.allSatisfy({ $0 == isEncrypted }) else {
            return nil
        }
        self = isEncrypted ? .device : .none
    }
}

/// What the kernel shows of block devices in `/sys`, each by its number, such as `253:0`.
private struct BlockDevices {
    let system: String

    static func number(_ device: dev_t) -> String {
        let (major, minor) = (device >> 8 & 0xFFF | device >> 32 & ~0xFFF, device & 0xFF | device >> 12 & ~0xFF)
        return "\(major):\(minor)"
    }

    private func folder(_ number: String) -> String { "\(system)/sys/dev/block/\(number)" }

    func exists(_ number: String) -> Bool { access(folder(number), F_OK) == 0 }

    /// Whether a device, or everything that it consists of, is encrypted; `nil` if only a part is, or if it is a file of
    /// another file system.
    func isEncrypted(_ number: String, depth: Int) -> Bool? {
        let folder = folder(number)
        guard access(folder, F_OK) == 0, depth < 8 else { return nil }
        if text("\(folder)/dm/uuid")?.hasPrefix("CRYPT-") == true { return true }
        if access("\(folder)/loop", F_OK) == 0 { return nil }
        let parts = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/slaves")) ?? []
        guard !parts.isEmpty else { return false }
        let found = parts.map { part in
            text("\(folder)/slaves/\(part)/dev").flatMap { isEncrypted($0, depth: depth + 1) }
        }
        return found.allSatisfy { $0 == found[0] } ? found[0] : nil
    }

    /// The device that a file system without a device number of its own was mounted from, such as `/dev/mapper/home`.
    func source(ofFileSystem number: String, at path: String) -> String? {
        let mounts = text("\(system)/proc/self/mountinfo")?.split(separator: "\n") ?? []
        for mount in mounts {
            let fields = mount.split(separator: " ")
            guard fields.count > 6, fields[2] == number, let end = fields.firstIndex(of: "-"), end + 2 < fields.count,
                fields[end + 1] == "btrfs", fields[end + 2].hasPrefix("/dev/")
            else { continue }
            return String(fields[end + 2])
        }
        return nil
    }

    /// The numbers of all devices of a btrfs, from the path of one.
    func members(ofFileSystemWith source: String) -> [String] {
        var status = stat()
        guard stat(source, &status) == 0 else { return [] }
        let own = Self.number(status.st_rdev)
        let root = "\(system)/sys/fs/btrfs"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            let folder = "\(root)/\(name)/devices"
            let devices = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let numbers = devices.compactMap { text("\(folder)/\($0)/dev") }
            if numbers.contains(own) { return numbers }
        }
        return []
    }

    private func text(_ path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
