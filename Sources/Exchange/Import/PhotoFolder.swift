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

    /// - Throws: ``EntryProblem`` for anything but a path of at most one folder and a name.
    static func check(_ file: String) throws {
        let parts = Self.parts(of: file)
        guard (1...2).contains(parts.count),
            !parts.contains(where: { $0.isEmpty || $0.utf8.first == UInt8(ascii: ".") })
        else {
            throw EntryProblem("its photo “\(file)” is outside the export")
        }
    }

    /// The system reads bytes: a slash may be hidden in a character of several.
    private static func parts(of file: String) -> [String] {
        file.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// The photo at `file`, a path of at most one folder and a name.
    ///
    /// - Throws: ``EntryProblem`` for a path that leads elsewhere, ``LostPhoto`` if there is no photo file.
    func photo(_ file: String) throws -> PhotoSource {
        try Self.check(file)
        let parts = Self.parts(of: file)
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

extension PhotoFolder {
    /// The photos that Day One's entries name, in `photos` in this folder.
    func dayOnePhotos() -> PhotoFinder {
        let names = folderNames("\(path)/photos").compactMap { name in
            DayOne.photoName("photos/\(name.text)").map { ($0, name.text) }
        }
        let files = Dictionary(names) { first, _ in first }
        return { name in
            guard let file = files[name] else { throw LostPhoto(reason: "its photo \(name) is missing") }
            return try photo("photos/\(file)")
        }
    }
}

/// A file's name in a folder, which is bytes.
struct FileName {
    /// Ends with a zero.
    private let bytes: [CChar]
    /// The name for people; bytes that are not UTF-8 are written as `\x82`.
    var text: String { bytes.withUnsafeBytes { escapingBytes(UnsafeRawBufferPointer(rebasing: $0.dropLast())) } }

    fileprivate init(_ bytes: [CChar]) {
        self.bytes = bytes
    }

    /// The file in that folder, open for reading; `nil` if it cannot be opened.
    func open(in folder: String) -> FileHandle? {
        let descriptor = Foundation.open(
            folder.utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: UInt8(ascii: "/"))] + bytes,
            O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        return descriptor < 0 ? nil : FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// The names in a folder, sorted; none if it cannot be read.
func folderNames(_ path: String) -> [FileName] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [FileName] = []
    while let entry = readdir(folder) {
        let bytes = withUnsafeBytes(of: entry.pointee.d_name) { name in
            name.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
        }
        names.append(FileName(bytes + [0]))
    }
    return names.filter { ![".", ".."].contains($0.text) }.sorted { $0.text < $1.text }
}

/// Why a photo is not imported with its entry; a clause.
struct LostPhoto: Error {
    let reason: String
}
