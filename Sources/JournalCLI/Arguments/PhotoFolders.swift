import Foundation
import ImageOps

/// Finds the pictures to add in folders.
enum PhotoFolders {
    /// The named files, with each folder replaced by the pictures in and below it, sorted by name. Hidden files and linked
    /// folders are left out, and so are files whose content is not a picture; pictures in unsupported formats stay in, so
    /// that they are reported. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``Failure`` if a folder has no pictures.
    static func files(in paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            guard path != "-", isFolder(path) else { return [path] }
            let pictures = pictures(below: path)
            guard !pictures.isEmpty else { throw Failure(.notFound, "\(path): no pictures in this folder.") }
            return pictures
        }
    }

    private static func pictures(below folder: String) -> [String] {
        // An unreadable folder is passed on and fails later, with its reason, as files do.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [folder] }
        return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [String] in
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if isFolder(path) { return isLink(path) ? [] : pictures(below: path) }
            return isPicture(path) ? [path] : []
        }
    }

    private static func isPicture(_ path: String) -> Bool {
        // Opening a pipe that nobody writes to would block forever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        // An unreadable file may be a picture.
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0, let format = PictureFormat(beginning: Array(bytes.prefix(count))) else { return false }
        return format != .film
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
