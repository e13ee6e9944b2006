import Foundation

/// What tells one content of a file from another, where each change makes a new file that takes the name of the old.
public struct FileVersion: Equatable, Sendable {
    private var inode: UInt64 = 0
    private var seconds = 0
    private var nanoseconds = 0
    private var size: Int64 = -1

    /// The version that lies at `path` now; one of its own where there is no file.
    public init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
