import Foundation

/// A file that is still being written. It lies beside its target, and is deleted unless it becomes the target.
///
/// It is locked while being written, which distinguishes a file in progress from what a killed program left behind.
public struct PartialFile: ~Copyable {
    /// Why it could not be created, or could not become its target.
    public enum Failure: Error, Equatable {
        /// Another process is writing the same file.
        case isBeingWritten
        /// Another process created the target in the meantime, and it must not be replaced.
        case targetExists
        /// The system reported an error.
        case system(SystemError)
    }

    /// Its path.
    public let path: String
    private let file: Int32
    private var isPartial = true

    /// Creates an empty file, readable by its owner only, that is to become `target`.
    ///
    /// - Parameter prefix: the start of its name; the target's name follows.
    public init(for target: String, prefix: String) throws(Failure) {
        let path = parentFolder(of: target) + "/" + prefix + URL(filePath: target).lastPathComponent
        self.path = path
        if let left = Self.lock(path, O_RDWR) {
            unlink(path)
            close(left)
        }
        guard let file = Self.lock(path, O_RDWR | O_CREAT | O_EXCL) else {
            throw errno == EEXIST || errno == EWOULDBLOCK ? .isBeingWritten : Self.cannotWrite(target)
        }
        self.file = file
    }

    deinit {
        if isPartial { unlink(path) }
        close(file)
    }

    /// Syncs what has been written to the disk and renames it to its target.
    public mutating func become(_ target: String, replacing: Bool) throws(Failure) {
        guard fsync(file) == 0 else { throw Self.cannotWrite(target) }
        switch moveFile(path, to: target, replacing: replacing) {
        case nil: break
        case EEXIST?: throw .targetExists
        case let code?: throw .system(SystemError(.write, target, code: code))
        }
        isPartial = false
        guard fsyncDirectory(at: parentFolder(of: target)) else {
            throw Self.cannotWrite(target)
        }
    }

    private static func cannotWrite(_ target: String) -> Failure {
        .system(SystemError(.write, target))
    }

    /// Opens and locks the file at this path. Returns `nil` and sets `errno` if that fails, or if the locked file has
    /// been renamed in the meantime.
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
