import Foundation
import OperatingSystem
import Storage

/// A folder that is filled under a temporary name and gets its final name once it is complete and on disk, so that a
/// folder with that name is always complete. For its owner only.
struct UnfinishedFolder: Sendable {
    /// Its temporary path.
    let path: String
    private let finalPath: String

    /// Starts a folder that will be at `finalPath`, where there must be nothing or an empty folder.
    ///
    /// - Throws: ``ExchangeError``.
    init(_ finalPath: String) throws {
        self.finalPath = finalPath
        try Self.check(finalPath)
        path = try temporarySibling(of: finalPath) { mkdtemp($0) != nil }
    }

    /// Creates a folder in it.
    func makeFolder(_ name: String) throws {
        guard mkdir("\(path)/\(name)", 0o700) == 0 else { throw cannotWrite("\(path)/\(name)") }
    }

    /// Creates a new file in it.
    func makeFile(_ name: String) throws -> FileHandle {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw cannotWrite("\(path)/\(name)") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Syncs all of it to disk and gives it its final name.
    func finish() throws {
        // All files are synced at the end: by then, the system has already written most of them.
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            try bringToDisk("\(path)/\(name)")
        }
        try bringToDisk(path)
        // The system lets a folder replace only an empty one.
        guard rename(path, finalPath) == 0 else {
            let failure = cannotWrite(finalPath)
            try Self.check(finalPath)
            throw failure
        }
        try bringToDisk(folderOf(finalPath))
    }

    /// Removes whatever exists of it.
    func discard() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func check(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let content = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard status.st_mode & S_IFMT == S_IFDIR, content?.isEmpty == true else {
            throw ExchangeError.badInput("\(path) already exists and is not an empty folder; name a new one.")
        }
    }
}

/// A file that gets its name once it is complete and on disk. For its owner only.
struct UnfinishedFile: Sendable {
    /// The path to write to.
    let file: FileHandle
    private let path: String
    private let finalPath: String

    /// Starts a file that will be at `finalPath`, where there must be nothing yet.
    ///
    /// - Throws: ``ExchangeError``.
    init(_ finalPath: String) throws {
        guard access(finalPath, F_OK) != 0 else { throw Self.isThere(finalPath) }
        self.finalPath = finalPath
        var descriptor: Int32 = -1
        path = try temporarySibling(of: finalPath) { template in
            descriptor = mkstemp(template)
            return descriptor >= 0
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Syncs it to disk and gives it its final name.
    func finish() throws {
        guard fsync(file.fileDescriptor) == 0 else { throw cannotWrite(finalPath) }
        if let code = moveFile(path, to: finalPath, replacing: false) {
            guard code != EEXIST else { throw Self.isThere(finalPath) }
            errno = code
            throw cannotWrite(finalPath)
        }
        try bringToDisk(folderOf(finalPath))
    }

    /// Removes whatever exists of it.
    func discard() {
        unlink(path)
    }

    private static func isThere(_ path: String) -> ExchangeError {
        .badInput("\(path) already exists; name a new file.")
    }
}

/// Creates something next to `path`, named after it but hidden: `make` gets a template for `mkstemp` or `mkdtemp`.
private func temporarySibling(
    of path: String, _ make: (UnsafeMutablePointer<CChar>) -> Bool
) throws -> String {
    let name = URL(filePath: path).lastPathComponent
    var template = Array("\(folderOf(path))/.\(name).unfinished-XXXXXX".utf8CString)
    let isMade = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(make) ?? false }
    guard isMade else { throw cannotWrite(path) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

private func folderOf(_ path: String) -> String {
    parentFolder(of: path)
}

private func bringToDisk(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    defer { close(descriptor) }
    var status = stat()
    let isFolder = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let isDone = isFolder ? fsyncDirectory(descriptor) : fsync(descriptor) == 0
    guard isDone else { throw cannotWrite(path) }
}

private func cannotWrite(_ path: String) -> ExchangeError {
    let missing = errno == ENOENT || errno == ENOTDIR
    return missing
        ? .notFound("\(path) cannot be created: there is no folder \(folderOf(path)).")
        : .disk("\(path) cannot be written: \(systemMessage()).")
}
