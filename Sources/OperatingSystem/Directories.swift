import Foundation

/// Brings the names in an open directory to the disk. Some file systems have nothing to do for a directory, and say so.
///
/// - Returns: whether it is done; `errno` says why not.
public func fsyncDirectory(_ descriptor: Int32) -> Bool {
    fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
}

/// The same for the directory at a path.
public func fsyncDirectory(at path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let isDone = fsyncDirectory(descriptor)
    // What closing says is of no interest, and must not take the place of what fsync said.
    let code = errno
    close(descriptor)
    errno = code
    return isDone
}

/// Gives a file another name in the same file system. Where the name must be new, a hard link does so atomically; FAT has
/// none, so there a second writer at the same moment may still replace the first one's.
///
/// - Returns: the error's number, `EEXIST` when the name is taken; `nil` when it is done.
public func moveFile(_ old: String, to new: String, replacing: Bool) -> Int32? {
    if !replacing {
        if link(old, new) == 0 {
            unlink(old)
            return nil
        }
        // Which error says that there are no links depends on the file system.
        if errno == EEXIST || access(new, F_OK) == 0 { return EEXIST }
    }
    return rename(old, new) == 0 ? nil : errno
}
