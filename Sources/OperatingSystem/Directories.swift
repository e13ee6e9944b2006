import Foundation

/// The folder that the last part of a path lies in, by its text alone. What is relative stays so: the name of the current folder
/// need not be UTF-8, and in a `String` it would be another's.
public func parentFolder(of path: String) -> String {
    let slash = UInt8(ascii: "/")
    let name = path.utf8.lastIndex { $0 != slash } ?? path.startIndex
    guard let end = path.utf8[..<name].lastIndex(of: slash) else {
        return path.utf8.first == slash ? "/" : "."
    }
    guard let last = path.utf8[..<end].lastIndex(where: { $0 != slash }) else { return "/" }
    return String(decoding: path.utf8[...last], as: UTF8.self)
}

/// The path without `.` and `..`, from the root if the name of the current folder is UTF-8.
public func standardPath(_ path: String) -> String {
    guard path.utf8.first == UInt8(ascii: "/") || currentFolderIsText else { return path }
    return URL(filePath: path).standardizedFileURL.path
}

private var currentFolderIsText: Bool {
    guard let folder = getcwd(nil, 0) else { return false }
    defer { free(folder) }
    return String(validatingCString: folder) != nil
}

/// Syncs the names in an open directory to the disk. Some file systems need no sync for a directory and say so; that
/// counts as success.
///
/// - Returns: whether it succeeded; if not, `errno` has the reason.
public func fsyncDirectory(_ descriptor: Int32) -> Bool {
    fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
}

/// The same for the directory at a path.
public func fsyncDirectory(at path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let isDone = fsyncDirectory(descriptor)
    // An error from closing does not matter, and must not replace the one from fsync.
    let code = errno
    close(descriptor)
    errno = code
    return isDone
}

/// Renames a file within one file system. If the new name must not exist yet, a hard link makes that atomic. FAT has no
/// hard links, so there a second writer at the same moment can still replace the first one's file.
///
/// - Returns: the error number, `EEXIST` if the name is taken; `nil` on success.
public func moveFile(_ old: String, to new: String, replacing: Bool) -> Int32? {
    if !replacing {
        if link(old, new) == 0 {
            unlink(old)
            return nil
        }
        // Which error means "no hard links here" depends on the file system.
        if errno == EEXIST || access(new, F_OK) == 0 { return EEXIST }
    }
    return rename(old, new) == 0 ? nil : errno
}
