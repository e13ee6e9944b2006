public import AWS
public import Cryptography
import Dispatch
public import Foundation
import Messages
import OperatingSystem

/// A folder as a remote: a NAS, a USB stick, or a folder that another program synchronises.
///
/// A key is a path below the folder. Each object appears as a whole: a temporary file is synced to the disk and then
/// renamed. Files have mode 0600 and new folders 0700. A missing folder counts as offline: the stick is not plugged in.
/// So does a folder in use whose required key is gone: it is the mount point of a disk that is not there. Photos sent
/// there would end up on the wrong disk, and photos to be deleted could not be found.
public struct FolderStore: ObjectStore {
    private let root: String
    private let requiredKey: String?
    private let queue: DispatchQueue

    /// The folder at an absolute path, which must exist before anything is stored in it.
    ///
    /// - Parameter requiredKey: the key of an object that must exist in a folder that is in use.
    public init(path: String, requiredKey: String? = nil) {
        root = path
        self.requiredKey = requiredKey
        queue = DispatchQueue(label: "journal-folder", attributes: .concurrent)
    }

    /// `folder:/path`.
    public var location: String { RemoteAddress.folder(path: root).description }

    /// Always false: each listing reads the whole folder.
    public var hasPages: Bool { false }

    /// Stores an object if its content has the expected hash.
    public func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError) {
        guard SHA256.digest(of: body) == sha256 else {
            throw .item(CodedMessage("folder.damaged"))
        }
        try await put(key, body, contentType: contentType, onlyIfAbsent: false)
    }

    /// Stores an object; the content type is not stored.
    public func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await put(key, .data(body), onlyIfAbsent: onlyIfAbsent)
    }

    /// Copies a file into the folder; the content type is not stored.
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

    /// The object's bytes; throws `.notFound` if there is none.
    public func get(_ key: String) async throws(RemoteError) -> Data {
        try await onDisk(key) { path throws(FileProblem) in try readWhole(path) }
    }

    /// Copies the object into a new file; throws `.notFound` if there is none.
    public func download(_ key: String, to target: String, atMost limit: Int) async throws(RemoteError) -> Int {
        let size = try await onDisk(key) { path throws(FileProblem) in
            guard let size = try fileSize(path) else { throw FileProblem(ENOENT) }
            return size
        }
        guard size <= limit else {
            throw .transient(
                CodedMessage(
                    "folder.large", ["key": .text(key), "place": .text(location), "bytes": .number(limit)]))
        }
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

    /// The object's size, or `nil` if there is none.
    public func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        let bytes = try await onDisk(key) { path throws(FileProblem) in try fileSize(path) }
        return bytes.map { ObjectInfo(key: key, bytes: $0) }
    }

    /// Removes the object, and any temporary copies left by a killed process.
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

    /// All objects after `after`: a folder has no pages.
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

    /// The part of a key up to and including the first delimiter after a prefix.
    private func commonPrefix(of key: String, upTo delimiter: String, behind prefix: String) -> String? {
        let rest = key.utf8.dropFirst(prefix.utf8.count)
        return rest.firstRange(of: delimiter.utf8).map { String(decoding: key.utf8[..<$0.upperBound], as: UTF8.self) }
    }

    /// Runs blocking work on the store's own queue, on one key's file or the whole folder.
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

    /// A key must not lead out of the folder or to the folder itself, nor look like a temporary file.
    private func check(_ key: String) throws(RemoteError) {
        // The system reads bytes: a slash may be hidden in a character of several.
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
        let isPath = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && !part.hasPrefix(temporaryPrefix) && !part.utf8.contains(0)
        }
        guard isPath else {
            throw .item(CodedMessage("folder.name", ["key": .text(key), "place": .text(location)]))
        }
    }
}
