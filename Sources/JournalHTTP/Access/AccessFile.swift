import Foundation
import OperatingSystem
public import Storage
import Synchronization
import Messages

/// A journal's ``AccessRecord`` on disk. Any process may change it; every reader sees the change at once.
public final class AccessFile: Sendable {
    private let folder: JournalFolder
    private let known = Mutex<(version: FileVersion, record: AccessRecord)?>(nil)

    /// The access file of a journal, created when something is first stored in it.
    public init(_ folder: JournalFolder) {
        self.folder = folder
    }

    /// The current record. Costs one look at the file's metadata unless the file has changed.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for an invalid file, which only manual editing can cause. No one has access
    ///   then.
    public func record() throws -> AccessRecord {
        try known.withLock { known in
            // Each change creates a new file, so equal versions mean equal content.
            let version = FileVersion(folder.accessFile)
            if let known, known.version == version { return known.record }
            let record = try read()
            known = (version, record)
            return record
        }
    }

    /// Changes the record while no one else does. Waits for the journal's lock, on a thread that may block.
    ///
    /// - Throws: ``StoreError``, and what `change` throws; nothing is changed in either case.
    public func update<Result: Sendable>(
        _ change: @escaping @Sendable (inout AccessRecord) throws -> Result
    ) async throws -> Result {
        try await runBlocking { [self] in
            try JournalLock(folder).whileHeld(timeout: .seconds(5)) {
                var record = try read()
                let result = try change(&record)
                try write(record)
                return result
            }
        }
    }

    private func read() throws -> AccessRecord {
        guard let content = FileManager.default.contents(atPath: folder.accessFile) else {
            guard access(folder.accessFile, F_OK) != 0, errno == ENOENT else {
                throw StoreError.disk(
                    CodedMessage(
                        "file.unreadable",
                        ["path": .text(folder.accessFile), "detail": .text(String(cString: strerror(errno)))]))
            }
            return AccessRecord()
        }
        guard let record = try? JSONDecoder().decode(AccessRecord.self, from: content) else {
            throw StoreError.broken(CodedMessage("access.damaged", ["path": .text(folder.accessFile)]))
        }
        return record
    }

    private func write(_ record: AccessRecord) throws {
        let partial = folder.accessFile + ".new"
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        let content = try JSONEncoder().encode(record)
        let isWritten = content.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) == $0.count }
        guard isWritten, fsync(file) == 0, rename(partial, folder.accessFile) == 0 else { throw failure() }
        // Without this, a power cut could bring a revoked token back.
        let parent = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw failure() }
        defer { close(parent) }
        // Some file systems have nothing to sync for a folder, and say so.
        guard fsync(parent) == 0 || errno == EINVAL || errno == ENOTSUP else { throw failure() }
    }

    private func failure() -> StoreError {
        StoreError(writing: SystemError(.write, folder.accessFile))
    }
}
