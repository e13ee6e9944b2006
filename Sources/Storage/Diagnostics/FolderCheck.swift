import Foundation
import OperatingSystem

extension Diagnostics {
    /// Whether only their owner can read the folder and its files, they can be written, and the disk has room.
    func folderFindings() -> [DiagnosticFinding] {
        permissionFindings() + openNoteFindings() + [diskFinding()]
    }

    private func permissionFindings() -> [DiagnosticFinding] {
        let names = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
        let findings = ([folder.path] + names.map { folder.path + "/" + $0 }).compactMap(permissionFinding)
        guard findings.isEmpty else { return findings }
        return [DiagnosticFinding("permissions", .ok, "Only you can read \(folder.path).")]
    }

    private func permissionFinding(_ path: String) -> DiagnosticFinding? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if status.st_uid != geteuid() {
            return DiagnosticFinding(
                "permissions", .wrong,
                "\(path) belongs to another account (number \(status.st_uid)), which can read it.",
                remedy: "sudo chown \(geteuid()) \(shellQuoted(path))")
        }
        guard status.st_mode & S_IFMT != S_IFLNK, status.st_mode & 0o077 != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return DiagnosticFinding(
            "permissions", .wrong, "\(path) is accessible to other accounts on this machine (mode \(mode)).",
            remedy: "chmod \(isFolder ? "700" : "600") \(shellQuoted(path))")
    }

    /// Notes open in editors. They are separate files, so purging their entries does not delete them.
    private func openNoteFindings() -> [DiagnosticFinding] {
        folder.openNotes.map { path in
            DiagnosticFinding(
                "notes", .note, "\(path) is a note that an editor has open, or had open when it was killed.",
                remedy: "If no editor has it open now, copy what you want to keep with `journal edit`, then "
                    + "rm \(shellQuoted(path))")
        }
    }

    private func diskFinding() -> DiagnosticFinding {
        if let (path, code) = firstUnwritable() {
            return DiagnosticFinding(
                "disk", .wrong,
                "\(path) cannot be written (\(String(cString: strerror(code)))): nothing can be added.",
                remedy: "Check that you own it, and that its disk is not read-only (`findmnt -T \(shellQuoted(path))`)."
            )
        }
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else {
            return DiagnosticFinding(
                "disk", .wrong, "\(folder.path) cannot be inspected: \(String(cString: strerror(errno))).")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        var file = stat()
        let size = stat(folder.database, &file) == 0 ? UInt64(file.st_size) : 0
        let hasNoNames = status.f_files > 0 && status.f_favail == 0
        if free < 100_000_000 || hasNoNames {
            return DiagnosticFinding(
                "disk", .wrong, "The disk with \(folder.path) is nearly full (\(free / 1_000_000) MB free).",
                remedy: "Free some space; until then, adding may fail.")
        }
        if free < size {
            return DiagnosticFinding(
                "disk", .note,
                "The disk with \(folder.path) has no room for another copy of the journal (\(free / 1_000_000) MB free), which "
                    + "a newer version of this program may want to make.")
        }
        return DiagnosticFinding("disk", .ok, "\(free / 1_000_000) MB are free, and the journal can be written.")
    }

    /// What of the journal cannot be written, and why. That is tried: a file system of another program's may allow what it
    /// then refuses.
    private func firstUnwritable() -> (path: String, code: Int32)? {
        for path in [folder.database, folder.lock] {
            let file = open(path, O_RDWR | O_CLOEXEC)
            guard file >= 0 else {
                if errno == ENOENT { continue }
                return (path, errno)
            }
            close(file)
        }
        let trial = "\(folder.path)/.journal-doctor-\(getpid())"
        let file = open(trial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return (folder.path, errno) }
        defer {
            close(file)
            unlink(trial)
        }
        return write(file, "x", 1) == 1 && fsync(file) == 0 ? nil : (folder.path, errno)
    }
}
