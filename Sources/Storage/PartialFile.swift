import Foundation

/// A file that is not whole yet: it lies beside the one it will become, and is gone unless it does.
///
/// It is locked while somebody writes it, so what a killed program left behind is told from what is under way.
struct PartialFile: ~Copyable {
    /// Where it lies.
    let path: String
    private let file: Int32
    private var isPartial = true

    /// An empty file for its owner only, to become `target`.
    ///
    /// - Throws: ``StoreError/busy(_:)`` while somebody else writes the same, ``StoreError/disk(_:)``.
    init(for target: String) throws(StoreError) {
        let url = URL(filePath: target)
        let path = url.deletingLastPathComponent().appending(path: ".journal-backup-\(url.lastPathComponent)").path
        self.path = path
        if let left = Self.lock(path, O_RDWR) {
            unlink(path)
            close(left)
        }
        guard let file = Self.lock(path, O_RDWR | O_CREAT | O_EXCL) else {
            throw errno == EEXIST || errno == EWOULDBLOCK
                ? .busy("Another program is writing \(target) just now. Wait for it, or choose another name.")
                : .disk("\(target) cannot be written: \(String(cString: strerror(errno))).")
        }
        self.file = file
    }

    deinit {
        if isPartial { unlink(path) }
        close(file)
    }

    /// Makes what has been written durable and gives it its name.
    ///
    /// - Throws: ``StoreError/disk(_:)``, ``StoreError/badInput(_:)`` when `target` came into being meanwhile.
    mutating func become(_ target: String, replacing: Bool) throws(StoreError) {
        guard fsync(file) == 0 else { throw failure(target) }
        try name(target, replacing: replacing)
        isPartial = false
        let folder = open(URL(filePath: target).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(target) }
        defer { close(folder) }
        guard bringToDisk(folder: folder) else { throw failure(target) }
    }

    private func name(_ target: String, replacing: Bool) throws(StoreError) {
        if !replacing {
            if link(path, target) == 0 {
                unlink(path)
                return
            }
            // Some file systems have no links; on those this last look has to do.
            let hasNoLinks = errno == EPERM || errno == ENOTSUP
            guard hasNoLinks || errno == EEXIST else { throw failure(target) }
            guard hasNoLinks, access(target, F_OK) != 0 else {
                throw .badInput("\(target) was made by somebody else meanwhile; it is left as it is.")
            }
        }
        guard rename(path, target) == 0 else { throw failure(target) }
    }

    private func failure(_ target: String) -> StoreError {
        .disk("\(target) cannot be written: \(String(cString: strerror(errno))).")
    }

    /// Opens and locks the file of that name; `nil` and `errno` when that cannot be done, or when what was locked has
    /// another name by then.
    private static func lock(_ path: String, _ flags: Int32) -> Int32? {
        let file = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        var locked = stat()
        var named = stat()
        if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &locked) == 0, stat(path, &named) == 0,
            locked.st_ino == named.st_ino, locked.st_dev == named.st_dev
        {
            return file
        }
        close(file)
        errno = EWOULDBLOCK
        return nil
    }
}
