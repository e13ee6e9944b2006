import Foundation
import GRDB
import Messages
import OperatingSystem
import Synchronization

/// Reads a journal whose file cannot be written: on a disk that is read-only or full, or as an account that may only read.
///
/// SQLite wants to write even to read a file with a write-ahead log: it keeps the log's index in a file. If that is there, it
/// is used. Otherwise, what is read depends on whether there is a log:
///
/// - With one, the index is built in memory, which SQLite does only for the sole user of a file. It is told to be that
///   (`locking_mode=EXCLUSIVE`) and to lock nothing (`vfs=unix-none`), as a lock would need the right to write.
/// - Without one, the file alone is read, as one that nobody changes (`immutable=1`). With a log, this would show what was
///   there before it.
///
/// Either way SQLite does not notice what others write. So the journal's lock is shared while something is read, which keeps
/// our own writers away, and the files must be the same before and after.
final class ReadOnlyFile: Sendable {
    private let folder: JournalFolder
    private let timeout: Duration
    /// Why the file cannot be written.
    let reason: StoreError
    private let opened = Mutex<Opened?>(nil)

    private struct Opened {
        let queue: DatabaseQueue
        /// The files as they must remain; `nil` if SQLite sees what others write.
        let versions: [FileVersion]?
    }

    /// Reads the journal in `folder`, which could not be opened ordinarily for this reason.
    init(_ folder: JournalFolder, timeout: Duration, reason: StoreError) {
        self.folder = folder
        self.timeout = timeout
        self.reason = reason
    }

    /// A connection, to be used for one purpose, and then asked whether what was read is right.
    struct Session: Sendable {
        let queue: DatabaseQueue
        fileprivate let file: ReadOnlyFile
        fileprivate let versions: [FileVersion]?
        fileprivate let holder: FileLock.Holder?

        /// Returns what `body` read.
        ///
        /// - Throws: ``StoreError/busy(_:)`` if somebody wrote meanwhile, whatever `body` threw: it may have read a mixture.
        func checking<Value>(_ body: (DatabaseQueue) async throws -> Value) async throws -> Value {
            do {
                let value = try await body(queue)
                try requireUnchanged()
                return value
            } catch {
                try requireUnchanged()
                throw error
            }
        }

        /// The same, blocking.
        func checkingBlocking<Value>(_ body: (DatabaseQueue) throws -> Value) throws -> Value {
            let result = Result { try body(queue) }
            try requireUnchanged()
            return try result.get()
        }

        private func requireUnchanged() throws {
            defer { withExtendedLifetime(holder) {} }
            guard let versions, file.versions != versions else { return }
            throw StoreError.busy(CodedMessage("store.changing", ["path": .text(file.folder.database)]))
        }
    }

    /// Opens the file, or what is still open of it if that is unchanged. Blocks the calling thread.
    ///
    /// - Parameter accepting: whether to accept files of earlier versions, too.
    /// - Throws: ``StoreError``; the reason for which it cannot be written if it cannot be read either.
    func session(acceptingEarlier: Bool = false) throws -> Session {
        let holder = try shareLock()
        return try opened.withLock { opened in
            if let known = opened, known.versions != nil, known.versions != versions { opened = nil }
            let current = try opened ?? open()
            if opened == nil, !acceptingEarlier { try current.queue.read(requireCurrent) }
            opened = current
            return Session(
                queue: current.queue, file: self, versions: current.versions,
                holder: current.versions == nil ? nil : holder)
        }
    }

    /// Closes what is open, once nobody reads it any more.
    func close() {
        opened.withLock { $0 = nil }
    }

    /// `nil` where there is no lock, or no right to read it: nobody who respects it writes there, or another account does.
    private func shareLock() throws -> FileLock.Holder? {
        do {
            guard let holder = try FileLock(path: folder.lock).share(waitingAtMost: timeout) else {
                throw StoreError.busy(CodedMessage("store.locked", ["path": .text(folder.lock)]))
            }
            return holder
        } catch let error as SystemError {
            guard [ENOENT, EACCES].contains(error.code) else { throw StoreError(error) }
            return nil
        }
    }

    private var versions: [FileVersion] { [FileVersion(folder.database), FileVersion(folder.database + "-wal")] }

    private func open() throws -> Opened {
        if isThere("-shm") || isThere("-journal"), let queue = try? queue("") {
            return Opened(queue: queue, versions: nil)
        }
        let versions = versions
        do {
            let queue = try isThere("-wal") ? queue("vfs=unix-none", isAlone: true) : queue("immutable=1")
            return Opened(queue: queue, versions: versions)
        } catch let error as DatabaseError {
            // Only the first of both reasons can be done something about.
            throw error.resultCode == .SQLITE_CANTOPEN ? reason : error
        }
    }

    private func isThere(_ suffix: String) -> Bool {
        access(folder.database + suffix, F_OK) == 0
    }

    /// - Parameter parameters: those of SQLite's URI.
    private func queue(_ parameters: String, isAlone: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(timeout / .seconds(1))
        configuration.prepareDatabase { db in
            if isAlone { try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
            // The disk for temporary files may be the one that is full.
            try db.execute(
                sql: "PRAGMA cache_size = -\(Store.Options().pageCache); PRAGMA temp_store = MEMORY")
            try db.distrustSchema()
            try db.defend()
            try db.keepLog()
        }
        let queue = try DatabaseQueue(path: address(parameters), configuration: configuration)
        // SQLite does not really open the file until the first read.
        _ = try queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") }
        return queue
    }

    private func address(_ parameters: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        let path = folder.database.utf8.map { byte in
            plain.contains(byte) ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }
        return "file:\(folder.database.hasPrefix("/") ? "//" : "")\(path.joined())?\(parameters)"
    }

    /// - Throws: ``StoreError`` if there is nothing in the file yet, if it is not a journal, or if it must be upgraded first.
    private func requireCurrent(_ db: Database) throws {
        let known = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
        if isEmpty, known == 0 { throw reason }
        guard known == Schema.applicationID else { throw StoreError.foreign(folder.database) }
        let version = try Schema.version(db, path: folder.database)
        if try version < Schema.newest || Projection.isDue(db) {
            throw StoreError.needingUpgrade(folder.database, reason)
        }
    }
}
