import Foundation

extension Diagnostics {
    /// Whether the folder and its files are their owner's only, can be written, and have room.
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
                remedy: "sudo chown \(geteuid()) \(quoted(path))")
        }
        guard status.st_mode & S_IFMT != S_IFLNK, status.st_mode & 0o077 != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return DiagnosticFinding(
            "permissions", .wrong, "\(path) is open to other accounts of this machine (mode \(mode)).",
            remedy: "chmod \(isFolder ? "700" : "600") \(quoted(path))")
    }

    /// Notes in editors, which are files of their own: nothing that happens to their entries reaches them.
    private func openNoteFindings() -> [DiagnosticFinding] {
        folder.openNotes.map { path in
            DiagnosticFinding(
                "notes", .note, "\(path) is a note that an editor has open, or had open when it was ended.",
                remedy: "If none has it open now, bring over what you want to keep with `journal edit`, then "
                    + "rm \(quoted(path))")
        }
    }

    private func diskFinding() -> DiagnosticFinding {
        for path in [folder.path, folder.database, folder.lock] where access(path, W_OK) != 0 && errno != ENOENT {
            return DiagnosticFinding(
                "disk", .wrong,
                "\(path) cannot be written (\(String(cString: strerror(errno)))): nothing can be added.",
                remedy: "Check that it is yours, and that its disk is not read-only (`findmnt -T \(quoted(path))`).")
        }
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else {
            return DiagnosticFinding(
                "disk", .wrong, "\(folder.path) cannot be looked at: \(String(cString: strerror(errno))).")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        var file = stat()
        let size = stat(folder.database, &file) == 0 ? UInt64(file.st_size) : 0
        let hasNoNames = status.f_files > 0 && status.f_favail == 0
        if free < 100_000_000 || hasNoNames {
            return DiagnosticFinding(
                "disk", .wrong, "The disk that holds \(folder.path) is nearly full (\(free / 1_000_000) MB are free).",
                remedy: "Make room; until then adding may fail.")
        }
        if free < size {
            return DiagnosticFinding(
                "disk", .note,
                "The disk that holds \(folder.path) has no room for another copy of the journal, which a newer version "
                    + "of this program may want to keep (\(free / 1_000_000) MB are free).")
        }
        return DiagnosticFinding("disk", .ok, "\(free / 1_000_000) MB are free for the journal, and it can be written.")
    }

    /// A path as a shell takes it.
    private func quoted(_ path: String) -> String {
        path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}
