import Foundation
import ImageOps

/// Finds the pictures to add in folders.
enum PhotoFolders {
    /// The named files, with each folder replaced by the pictures in and below it, sorted by name. Hidden files and linked
    /// folders are left out, and so are files whose content is not a photo; photos in unsupported formats stay in, so
    /// that they are reported. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``Failure`` if a folder has no pictures.
    static func files(in paths: [PhotoPath]) throws -> [PhotoPath] {
        try paths.flatMap { path in
            guard !path.isStandardInput, isFolder(path) else { return [path] }
            let pictures = pictures(below: path)
            guard !pictures.isEmpty else { throw Failure(.notFound, "\(path.text): no pictures in this folder.") }
            return pictures
        }
    }

    private static func pictures(below folder: PhotoPath) -> [PhotoPath] {
        // An unreadable folder is passed on and fails later, with its reason, as files do.
        guard let content = folder.visibleContent() else { return [folder] }
        return content.flatMap { path -> [PhotoPath] in
            if isFolder(path) { return isLink(path) ? [] : pictures(below: path) }
            return isPicture(path) ? [path] : []
        }
    }

    private static func isPicture(_ path: PhotoPath) -> Bool {
        let descriptor = path.open()
        // An unreadable file may be a picture.
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0, let format = PictureFormat(beginning: Array(bytes.prefix(count))) else { return false }
        return ![.film, .vector, .icon].contains(format)
    }

    private static func isFolder(_ path: PhotoPath) -> Bool {
        path.status().map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    private static func isLink(_ path: PhotoPath) -> Bool {
        path.status(ofLink: true).map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
    }
}
