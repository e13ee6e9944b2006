import Foundation
import Storage

/// Photos next to the file that names them. That file is not trusted: nothing outside the folder is opened.
struct PhotoFolder: Sendable {
    /// The largest photo file accepted, in bytes.
    static let limit = 64 << 20

    private let path: String

    /// The photos in and below the folder at `path`.
    init(_ path: String) {
        self.path = path
    }

    /// The photo at `file`, a path of at most one folder and a name.
    ///
    /// - Throws: ``EntryProblem`` for a path that leads elsewhere, ``LostPhoto`` if there is no photo file.
    func photo(_ file: String) throws -> PhotoSource {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
            throw EntryProblem("its photo “\(file)” is outside the export")
        }
        // Links are not followed, because they could lead anywhere. The folder itself is the user's choice.
        var folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        if parts.count == 2 {
            let inner = openat(folder, parts[0], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = inner
        }
        let descriptor = openat(folder, parts[parts.count - 1], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason =
                errno == ELOOP ? "is a link" : errno == ENOENT || errno == EBADF ? "is missing" : "cannot be read"
            throw LostPhoto(reason: "its photo \(file) \(reason)")
        }
        let photo = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.limit else {
            throw LostPhoto(reason: "its photo \(file) is not a photo file")
        }
        return .file(photo)
    }
}

/// Why a photo is not imported with its entry; a clause.
struct LostPhoto: Error {
    let reason: String
}
