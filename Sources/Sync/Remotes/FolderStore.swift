public import AWS
public import Cryptography
import Dispatch
public import Foundation
import OperatingSystem

/// A folder as a remote: a NAS, a USB stick, or a folder that another program carries elsewhere.
///
/// A key is a path below the folder. Objects appear whole, through a temporary file that is synced to the disk and then
/// renamed; files have mode 0600 and new folders 0700. A folder that is not there counts as offline: the stick is not
/// plugged in. So does one in use that has lost its required key: it is the mount point of a disk that is not there, where
/// photos would go to the wrong disk, and where none could be found to be deleted.
public struct FolderStore: ObjectStore {
    private let root: String
    private let requiredKey: String?
    private let queue: DispatchQueue

    /// The folder at an absolute path, which must exist before anything is stored.
    ///
    /// - Parameter requiredKey: the key of an object that must be there, in a folder that is in use.
    public init(path: String, requiredKey: String? = nil) {
        root = path
        self.requiredKey = requiredKey
        queue = DispatchQueue(label: "journal-folder", attributes: .concurrent)
    }

    /// `folder:/path`.
    public var location: String { RemoteAddress.folder(path: root).description }

    /// No: it is read from the disk anew each time.
    public var hasPages: Bool { false }

    /// Stores an object if its content is the one that is meant.
    public func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError) {
        guard SHA256.digest(of: body) == sha256 else {
            throw .item(
                "The photo is damaged: it is not the one that was stored. `journal doctor --check` looks at all.")
        }
        try await put(key, body, contentType: contentType, onlyIfAbsent: false)
    }

    /// Stores an object; the content type is not kept.
    public func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await put(key, .data(body), onlyIfAbsent: onlyIfAbsent)
    }

    /// Copies a file into the folder; the content type is not kept.
    public func upload(
        _ key: String, from path: String, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        let file = try await runBlocking { () throws(RemoteError) in try BodyFile(path) }
        try await put(key, .file(file), onlyIfAbsent: onlyIfAbsent)
    }

    private func put(_ key: String, _ body: HTTPBody, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await onDisk(key) { path throws(FileProblem) in
            let folder = parent(of: path)
            try makeFolders(folder, below: root)
            let temporary = "\(folder)/\(temporaryName(for: path))\(UInt64.random(in: .min ... .max))"
            do throws(FileProblem) {
                try writeSynced(body, to: temporary)
                if let code = moveFile(temporary, to: path, replacing: !onlyIfAbsent) { throw FileProblem(code) }
            } catch {
                unlink(temporary)
                throw error
            }
            if !fsyncDirectory(at: folder) { throw FileProblem(errno) }
        }
    }

    /// The object's bytes; `.notFound` when there is none.
    public func get(_ key: String) async throws(RemoteError) -> Data {
        try await onDisk(key) { path throws(FileProblem) in try readWhole(path) }
    }

    /// Copies the object into a new file; `.notFound` when there is none.
    public func download(_ key: String, to target: String, atMost limit: Int) async throws(RemoteError) -> Int {
        let size = try await onDisk(key) { path throws(FileProblem) in
            guard let size = try fileSize(path) else { throw FileProblem(ENOENT) }
            return size
        }
        guard size <= limit else { throw .transient("“\(key)” in \(location) has more than \(limit) bytes.") }
        let sink = try await runBlocking { () throws(RemoteError) in try FileSink(target, limit: limit) }
        do {
            let count = try await onDisk(key) { path throws(FileProblem) in try copyFile(path, into: sink) }
            try await runBlocking { () throws(RemoteError) in try sink.finish(count: count) }
            return count
        } catch {
            unlink(target)
            throw error
        }
    }

    /// The object's size, or `nil` when there is none.
    public func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        let bytes = try await onDisk(key) { path throws(FileProblem) in try fileSize(path) }
        return bytes.map { ObjectInfo(key: key, bytes: $0) }
    }

    /// Removes the object, and what a killed process left of its copies.
    public func delete(_ key: String) async throws(RemoteError) {
        try await onDisk(key) { path throws(FileProblem) in
            let folder = parent(of: path)
            guard isFolder(folder) else { return }
            let leftovers = temporaryName(for: path)
            for name in try names(in: folder) where name.hasPrefix(leftovers) { unlink("\(folder)/\(name)") }
            if unlink(path) != 0, errno != ENOENT { throw FileProblem(errno) }
            if !fsyncDirectory(at: folder) { throw FileProblem(errno) }
        }
    }

    /// Every object behind `after`: a folder has no pages.
    public func list(prefix: String, delimiter: String?, after: String?) async throws(RemoteError) -> ObjectPage {
        let found = try await onDisk(nil) { path throws(FileProblem) in try filesBelow(path) }
        var page = ObjectPage(objects: [], isLast: true)
        for object in found.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        where object.key.utf8.starts(with: prefix.utf8) {
            let common = delimiter.flatMap { commonPrefix(of: object.key, upTo: $0, behind: prefix) }
            guard after.map({ $0.utf8.lexicographicallyPrecedes((common ?? object.key).utf8) }) ?? true else {
                continue
            }
            if let common {
                if page.commonPrefixes.last != common { page.commonPrefixes.append(common) }
            } else {
                page.objects.append(object)
            }
        }
        return page
    }

    /// What a key has up to the first delimiter behind a prefix, the delimiter included.
    private func commonPrefix(of key: String, upTo delimiter: String, behind prefix: String) -> String? {
        let rest = key.utf8.dropFirst(prefix.utf8.count)
        return rest.firstRange(of: delimiter.utf8).map { String(decoding: key.utf8[..<$0.upperBound], as: UTF8.self) }
    }

    /// Does blocking work on the store's own queue, on the file of a key or on the folder as a whole.
    private func onDisk<Result: Sendable>(
        _ key: String?, _ work: @escaping @Sendable (_ path: String) throws(FileProblem) -> Result
    ) async throws(RemoteError) -> Result {
        if let key { try check(key) }
        let path = key.map { "\(root)/\($0)" } ?? root
        let result: Swift.Result<Result, FileProblem> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Swift.Result { () throws(FileProblem) in
                        guard isFolder(root) else { throw FileProblem.noRoot }
                        if let requiredKey, try fileSize("\(root)/\(requiredKey)") == nil {
                            throw FileProblem.isEmptied
                        }
                        return try work(path)
                    })
            }
        }
        do { return try result.get() } catch { throw error.remoteError(location: location, key: key) }
    }

    /// A key must not lead out of the folder, nor to the folder itself, nor look like one of our temporary files.
    private func check(_ key: String) throws(RemoteError) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && !part.hasPrefix(temporaryPrefix) && !part.utf8.contains(0)
        }
        guard isPath else { throw .item("“\(key)” cannot be the name of a file below \(location).") }
    }
}
