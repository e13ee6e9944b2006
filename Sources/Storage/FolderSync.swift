import Foundation

/// Brings the names in an open folder to the disk. Some file systems have nothing to do for a folder, and say so.
///
/// - Returns: whether it is done; `errno` says why not.
public func bringToDisk(folder: Int32) -> Bool {
    fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP
}
