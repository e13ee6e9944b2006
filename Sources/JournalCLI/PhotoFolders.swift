import Foundation
import ImageOps

/// Folders that were named to be added with all that is in them.
enum PhotoFolders {
    /// Files as they were named, and instead of each folder the pictures in and below it, by name. Hidden files and linked
    /// folders are left out, and what is no picture by its content; pictures of formats that are not read stay in, so
    /// that they are named. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``Failure`` when there is no picture in a folder.
    static func files(in paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            guard path != "-", isFolder(path) else { return [path] }
            let pictures = pictures(below: path)
            guard !pictures.isEmpty else { throw Failure(.notFound, "\(path): there is no picture in this folder.") }
            return pictures
        }
    }

    private static func pictures(below folder: String) -> [String] {
        // A folder that cannot be read is passed on, to fail with its reason where files do.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [folder] }
        return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [String] in
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if isFolder(path) { return isLink(path) ? [] : pictures(below: path) }
            return isPicture(path) ? [path] : []
        }
    }

    private static func isPicture(_ path: String) -> Bool {
        // Opening a pipe that nobody writes to would wait for good.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        // What is there and cannot be read may be a picture.
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
