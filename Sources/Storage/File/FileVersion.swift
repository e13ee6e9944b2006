import Foundation

/// Tells versions of a file apart, where every change replaces the file with a new one of the same name.
public struct FileVersion: Equatable, Sendable {
    private var device: UInt64 = 0
    private var inode: UInt64 = 0
    private var seconds = 0
    private var nanoseconds = 0
    private var size: Int64 = -1

    /// The version now at `path`; a missing file counts as a version, too.
    public init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
        size = Int64(status.st_size)
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
