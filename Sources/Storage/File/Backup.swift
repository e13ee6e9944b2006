import Foundation
import GRDB
import OperatingSystem
import Messages

/// What a journal contains.
public struct JournalCounts: Equatable, Encodable, Sendable {
    /// Entries, including those in the trash.
    public var entries: Int
    /// Photos.
    public var photos: Int
    /// The size of the journal's file in bytes.
    public var bytes: Int64

    init(_ db: Database) throws {
        entries = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0
        photos = try Int.fetchOne(db, sql: "SELECT count(*) FROM photo") ?? 0
        let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        bytes = try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
    }
}

extension Store {
    /// Writes a copy of the journal's present state to a file, while others go on reading and writing. The copy gets
    /// its name only after it has been opened, checked and counted; until then, and after any failure, no file is
    /// there.
    ///
    /// - Parameters:
    ///   - path: the destination, outside the journal's own folder.
    ///   - replacing: whether to replace an existing backup of that name.
    ///   - progress: called from time to time with the fraction copied, in 0…1.
    /// - Throws: ``StoreError``.
    public func backUp(
        to path: String, replacing: Bool = false, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> JournalCounts {
        guard try !folder.contains(path) else {
            throw StoreError.badInput(CodedMessage("backup.inside", ["path": .text(path)]))
        }
        return try await read { db in
            try Backup.copy(db, to: path, source: folder.database, replacing: replacing, progress)
        }
    }
}

/// Copies of a journal's file.
///
/// SQLite's backup API copies the pages of a single state of the journal, the one its connection is reading. A reader
/// neither commits nor checkpoints, so by the locking rule in ``Store``, copying needs no lock: writers go on, and
/// their write-ahead log grows until the copy is complete. `VACUUM INTO` would do as well, but its copy is not in WAL
/// mode, which a journal must be in when it is restored.
enum Backup {
    /// Copies the journal that `db` is reading, within its current transaction, and checks the copy.
    ///
    /// - Parameter source: the journal's path, for messages.
    static func copy(
        _ db: Database, to path: String, source: String, replacing: Bool = false,
        _ progress: @escaping (Double) -> Void = { _ in }
    ) throws -> JournalCounts {
        try checkTarget(path, replacing: replacing)
        // Counting also starts the transaction's snapshot of the journal.
        let expected = try JournalCounts(db)
        do {
            var partial = try PartialFile(for: path, prefix: ".journal-backup-")
            try copyPages(db, to: partial.path, progress)
            let found = try check(partial.path)
            guard found == expected else {
                throw StoreError.broken(
                    CodedMessage(
                        "backup.incomplete",
                        [
                            "path": .text(source), "found": .number(found.entries),
                            "expected": .number(expected.entries),
                        ]))
            }
            try partial.become(path, replacing: replacing)
            return expected
        } catch let error as DatabaseError {
            throw explained(error, source: source, target: path)
        } catch let failure as PartialFile.Failure {
            throw explained(failure, target: path)
        }
    }

    /// Keeps a copy of a journal before migrating it to a newer schema: `backups/journal-before-2.sqlite`.
    ///
    /// - Returns: the copy's path.
    /// - Throws: ``StoreError``; the journal must not be migrated then.
    static func beforeMigrating(
        _ db: Database, _ folder: JournalFolder, to version: Int, _ progress: @escaping (Double) -> Void
    ) throws -> String {
        guard mkdir(folder.backups, 0o700) == 0 || errno == EEXIST else {
            throw StoreError.disk(
                CodedMessage(
                    "file.folder",
                    ["path": .text(folder.backups), "detail": .text(String(cString: strerror(errno)))]))
        }
        // Never replace an earlier copy: it may be of a journal that has since been restored from a backup.
        var path = "\(folder.backups)/journal-before-\(version).sqlite"
        var number = 1
        while access(path, F_OK) == 0 {
            number += 1
            path = "\(folder.backups)/journal-before-\(version)-\(number).sqlite"
        }
        try db.inTransaction(.deferred) {
            _ = try copy(db, to: path, source: folder.database, progress)
            return .commit
        }
        return path
    }

    /// Deletes the copies that ``beforeMigrating(_:_:to:_:)`` made, except for the one just made and the newest before it.
    /// Nothing else in their folder is ours. What cannot be deleted stays until the next migration.
    static func pruneCopies(in folder: JournalFolder, keeping newest: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.backups)) ?? []
        let earlier = names.filter { $0.wholeMatch(of: /journal-before-[0-9]+(-[0-9]+)?\.sqlite/) != nil }
            .map { "\(folder.backups)/\($0)" }.filter { $0 != newest }
            .compactMap { path in changeTime(ofFile: path).map { (path: path, time: $0) } }
            .sorted { $0.time > $1.time }
        for (path, _) in earlier.dropFirst() { unlink(path) }
    }

    /// When a file was last written, as seconds and nanoseconds since 1970; `nil` if it is no plain file, or if somebody has
    /// opened it to write: its log would be taken for that of the next file of this name.
    private static func changeTime(ofFile path: String) -> (Int, Int)? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        guard ["-wal", "-journal"].allSatisfy({ access(path + $0, F_OK) != 0 }) else { return nil }
        return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    private static func copyPages(_ db: Database, to path: String, _ progress: @escaping (Double) -> Void) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            // No rollback needed: an unfinished copy is deleted.
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL")
        }
        let target = try DatabaseQueue(path: path, configuration: configuration)
        try target.writeWithoutTransaction { copy in
            // Copies 32 MB at a time, all from the same state, because the transaction stays open.
            try db.backup(to: copy, pagesPerStep: 4096) { step in
                progress(Double(step.completedPageCount) / Double(max(1, step.totalPageCount)))
            }
        }
        try target.close()
    }

    /// Opens the copy as a journal is opened, and reads all of it.
    private static func check(_ path: String) throws -> JournalCounts {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            // Keeps the write-ahead log's index in memory, which network file systems require.
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_autocheckpoint = 0")
            try db.distrustSchema()
            try db.defend()
        }
        let copy = try DatabaseQueue(path: path, configuration: configuration)
        let count = try copy.read { db in
            guard try String.fetchAll(db, sql: "PRAGMA integrity_check(1)") == ["ok"] else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            return try JournalCounts(db)
        }
        try copy.close()
        return count
    }

    private static func checkTarget(_ path: String, replacing: Bool) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard replacing else {
            throw StoreError.badInput(CodedMessage("backup.exists", ["path": .text(path)]))
        }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard isFile, isJournal(path) else {
            throw StoreError.badInput(CodedMessage("backup.foreign", ["path": .text(path)]))
        }
    }

    /// Whether a file has our application ID where SQLite stores it: bytes 68 to 71.
    private static func isJournal(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 72) else {
            return false
        }
        return head.suffix(4).reduce(0) { $0 << 8 | Int($1) } == Schema.applicationID && head.count == 72
    }

    private static func explained(_ error: DatabaseError, source: String, target: String) -> any Error {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            StoreError.broken(CodedMessage("backup.damaged", ["path": .text(source)]))
        default:
            StoreError(error, path: target) ?? error
        }
    }

    private static func explained(_ failure: PartialFile.Failure, target: String) -> StoreError {
        switch failure {
        case .isBeingWritten: .busy(CodedMessage("backup.busy", ["path": .text(target)]))
        case .targetExists: .badInput(CodedMessage("backup.appeared", ["path": .text(target)]))
        case .system(let error): StoreError(error)
        }
    }
}
