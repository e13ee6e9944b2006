import Foundation

/// A file that is not whole yet: it lies beside the one it will become, and is gone unless it does.
///
/// It is locked while somebody writes it, so what a killed program left behind is told from what is under way.
public struct PartialFile: ~Copyable {
    /// Why there is none, or why it does not become what it should.
    public enum Failure: Error, Equatable {
        /// Somebody else writes the same file just now.
        case isBeingWritten
        /// Somebody made the target meanwhile, and it was not to be replaced.
        case targetExists
        /// The system refused something.
        case system(SystemError)
    }

    /// Where it lies.
    public let path: String
    private let file: Int32
    private var isPartial = true

    /// An empty file for its owner only, to become `target`.
    ///
    /// - Parameter prefix: what its name begins with; that of the target follows.
    public init(for target: String, prefix: String) throws(Failure) {
        let url = URL(filePath: target)
        let path = url.deletingLastPathComponent().appending(path: prefix + url.lastPathComponent).path
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

    /// Makes what has been written durable and gives it its name.
    public mutating func become(_ target: String, replacing: Bool) throws(Failure) {
        guard fsync(file) == 0 else { throw Self.cannotWrite(target) }
        switch moveFile(path, to: target, replacing: replacing) {
        case nil: break
        case EEXIST?: throw .targetExists
        case let code?: throw .system(SystemError("\(target) cannot be written", code: code))
        }
        isPartial = false
        guard fsyncDirectory(at: URL(filePath: target).deletingLastPathComponent().path) else {
            throw Self.cannotWrite(target)
        }
    }

    private static func cannotWrite(_ target: String) -> Failure {
        .system(SystemError("\(target) cannot be written"))
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
