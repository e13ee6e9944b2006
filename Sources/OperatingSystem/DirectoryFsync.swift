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
