import AWS
import Foundation
import Messages
import OperatingSystem

/// A problem reported by the file system.
enum FileProblem: Error, Equatable {
    /// The remote's folder does not exist.
    case noRoot
    /// The remote's folder no longer contains anything of ours.
    case isEmptied
    case code(Int32)
    /// A file outside the folder cannot be written; the message says why.
    case target(CodedMessage)

    init(_ code: Int32) { self = .code(code) }
}

extension FileProblem {
    func remoteError(location: String, key: String?) -> RemoteError {
        let place = CodedMessage.Argument.text(location)
        let code: Int32
        switch self {
        case .noRoot: return .offline(CodedMessage("folder.gone", ["place": place]))
        case .isEmptied: return .offline(CodedMessage("folder.emptied", ["place": place]))
        case .target(let problem): return .refused(problem)
        case .code(let found): code = found
        }
        let key = CodedMessage.Argument.text(key ?? "")
        let detail = CodedMessage.Argument.text(String(cString: strerror(code)))
        return switch code {
        case ENOENT: .notFound(CodedMessage("folder.missing", ["place": place, "key": key]))
        case EEXIST: .precondition(CodedMessage("folder.taken", ["place": place, "key": key]))
        case EACCES, EPERM, EROFS: .refused(CodedMessage("folder.denied", ["place": place, "detail": detail]))
        case ENOSPC, EDQUOT: .refused(CodedMessage("folder.full", ["place": place, "detail": detail]))
        case ENAMETOOLONG, EISDIR, ENOTDIR, EINVAL, EILSEQ:
            .item(CodedMessage("folder.name.refused", ["key": key, "place": place, "detail": detail]))
        default: .transient(CodedMessage("folder.failing", ["place": place, "detail": detail]))
        }
    }
}

/// The prefix of temporary files' names; keys must not start with it.
let temporaryPrefix = ".journal-"

/// The names of one file's temporary files, without their number.
func temporaryName(for path: String) -> String {
    "\(temporaryPrefix)\(String(decoding: path.utf8.dropFirst(parent(of: path).utf8.count + 1), as: UTF8.self))-"
}

func parent(of path: String) -> String {
    // Compares bytes: with a combining mark after it, the slash would be part of another character.
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
}

func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// A regular file's size in bytes, or `nil` if there is none.
func fileSize(_ path: String) throws(FileProblem) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else {
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw FileProblem(errno)
    }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
}

/// Creates a folder and its parents up to `root`, and syncs each new name to the disk.
func makeFolders(_ path: String, below root: String) throws(FileProblem) {
    if path == root || isFolder(path) { return }
    try makeFolders(parent(of: path), below: root)
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileProblem(errno) }
    if !fsyncDirectory(at: parent(of: path)) { throw FileProblem(errno) }
}

/// Writes a new file, which is on the disk when this returns.
func writeSynced(_ body: HTTPBody, to path: String) throws(FileProblem) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileProblem(errno) }
    defer { close(file) }
    var written = 0
    while written < body.count {
        let problem: FileProblem? = withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { space in
            guard let count = body.copy(to: space, from: written) else { return FileProblem(EIO) }
            if let code = writeAll(UnsafeRawBufferPointer(rebasing: space[..<count]), to: file, at: written) {
                return FileProblem(code)
            }
            written += count
            return nil
        }
        if let problem { throw problem }
    }
    if fsync(file) != 0 { throw FileProblem(errno) }
}

/// Copies a file piece by piece and returns its size.
func copyFile(_ path: String, into sink: FileSink) throws(FileProblem) -> Int {
    let body: HTTPBody
    do { body = .file(try BodyFile(path)) } catch { throw FileProblem(ENOENT) }
    var copied = 0
    while copied < body.count {
        let problem: FileProblem? = withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { space in
            guard let count = body.copy(to: space, from: copied) else { return FileProblem(EIO) }
            if let problem = sink.write(UnsafeRawBufferPointer(rebasing: space[..<count]), at: copied) {
                return .target(problem)
            }
            copied += count
            return nil
        }
        if let problem { throw problem }
    }
    return copied
}

func readWhole(_ path: String) throws(FileProblem) -> Data {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileProblem(errno) }
    defer { close(file) }
    var data = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
        let count = read(file, &chunk, chunk.count)
        if count == 0 { return data }
        if count > 0 {
            data.append(contentsOf: chunk[..<count])
        } else if errno != EINTR {
            throw FileProblem(errno)
        }
    }
}

/// The names in a folder; empty if the folder has disappeared.
func names(in folder: String) throws(FileProblem) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
        if isFolder(folder) { throw FileProblem(EACCES) }
        return []
    }
}

/// All regular files below a folder, by their paths relative to it, in no particular order.
func filesBelow(_ root: String) throws(FileProblem) -> [ObjectInfo] {
    var found: [ObjectInfo] = []
    var folders = [""]
    while let folder = folders.popLast() {
        for name in try names(in: "\(root)/\(folder)") where !name.hasPrefix(temporaryPrefix) {
            let path = folder + name
            if let bytes = try fileSize("\(root)/\(path)") {
                found.append(ObjectInfo(key: path, bytes: bytes))
            } else if isFolder("\(root)/\(path)") {
                folders.append(path + "/")
            }
        }
    }
    return found
}
