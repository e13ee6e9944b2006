public import AWS
import Foundation
public import Journal
import Messages
import OperatingSystem
public import Storage

/// The file with the keys of this machine's repositories, in the clear: `repository.key` in the journal's folder, or what
/// JOURNAL_KEY_FILE names. It is in no backup and no export.
///
/// It holds an identity file of age's for each repository, one after the other, because what is in an earlier remote must
/// stay deletable.
public struct KeyFile: Sendable {
    /// Where it is.
    public let path: String

    /// The key file of the journal in a folder.
    public init(_ environment: AWSEnvironment, _ folder: JournalFolder) {
        path =
            environment.text("JOURNAL_KEY_FILE").map { JournalFolder(typed: $0, environment.variables).path }
            ?? folder.path + "/repository.key"
    }

    /// The keys of a repository; `nil` if they are not here.
    ///
    /// - Throws: `.refused` if the file cannot be read, or if what it says of this repository is damaged.
    public func keys(of id: EntryID) throws(RemoteError) -> RepositoryKeys? {
        try keys(of: id, in: try content())
    }

    /// Keeps the keys of a repository, beside those of others, on the disk.
    ///
    /// - Throws: `.refused` if the file cannot be read or written, or if it has other keys of this repository, which are
    ///   never replaced; `.transient` if another process is changing it.
    public func add(_ keys: RepositoryKeys) throws(RemoteError) {
        try change(keys.id) { (known) throws(RemoteError) in
            if let known, !keys.epochs.starts(with: known.epochs) {
                throw .refused(CodedMessage("keyfile.other", ["path": .text(path)]))
            }
            return keys
        }
    }

    /// Forgets keys that never became those of a repository. Others with the same id stay.
    ///
    /// - Throws: like ``add(_:)``.
    func remove(_ keys: RepositoryKeys) throws(RemoteError) {
        try change(keys.id) { known in known == keys ? nil : known }
    }

    /// Replaces the keys of one repository, while no other process does.
    private func change(
        _ id: EntryID, _ change: (_ known: RepositoryKeys?) throws(RemoteError) -> RepositoryKeys?
    ) throws(RemoteError) {
        do {
            // Through a link, so that the file stays where its owner put it.
            let target = realPath(of: path)
            // Whoever has made this one is the only one who changes the other.
            var partial = try PartialFile(for: target, prefix: ".journal-key-")
            let present = try content()
            let known = try keys(of: id, in: present)
            let changed = try change(known)
            if changed == known { return }
            let (before, sections) = RepositoryKeys.sections(
                of: present.isEmpty || present.hasSuffix("\n") ? present : present + "\n")
            let others = sections.filter { $0.id != id.description }.map(\.text).joined()
            try write(before + others + (changed?.identityFile ?? ""), to: partial.path)
            try partial.become(target, replacing: true)
        } catch let error as RemoteError {
            throw error
        } catch PartialFile.Failure.isBeingWritten {
            throw .transient(CodedMessage("keyfile.busy", ["path": .text(path)]))
        } catch {
            let reason =
                switch error {
                case PartialFile.Failure.system(let error): error.reason
                case let error as SystemError: error.reason
                default: String(describing: error)
                }
            throw .refused(CodedMessage("keyfile.unwritable", ["path": .text(path), "detail": .text(reason)]))
        }
    }

    private func keys(of id: EntryID, in content: String) throws(RemoteError) -> RepositoryKeys? {
        guard let section = RepositoryKeys.sections(of: content).sections.first(where: { $0.id == id.description })
        else { return nil }
        guard let keys = RepositoryKeys(identityFile: String(section.text)) else {
            throw .refused(CodedMessage("keyfile.damaged", ["path": .text(path), "id": .text(id.description)]))
        }
        return keys
    }

    /// What is in the file; nothing if there is none.
    private func content() throws(RemoteError) -> String {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return "" }
        do {
            return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        } catch {
            let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let detail = underlying.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
            throw .refused(CodedMessage("keyfile.unreadable", ["path": .text(path), "detail": .text(detail)]))
        }
    }

    private func write(_ text: String, to path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw SystemError(.write, path) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Foundation.write(file, bytes, bytes.count) == bytes.count else { throw SystemError(.write, path) }
    }

    private func realPath(of path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
