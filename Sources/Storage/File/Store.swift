import Foundation
import GRDB
import Journal
import OperatingSystem

/// One journal on disk, open.
///
/// The rule that keeps it whole, written down here and kept by ``write(_:)``, ``open(_:_:)`` and ``close()``: opening,
/// migrating, every write transaction and every checkpoint happen while holding the folder's ``JournalLock``. SQLite
/// checkpoints when the last connection closes, so closing counts as a checkpoint; automatic checkpoints are off.
/// All of it runs on the queue of a database connection or a thread of our own, never on the cooperative pool.
public struct Store: Sendable {
    /// Where the journal lives.
    public let folder: JournalFolder
    let writer: DatabaseQueue
    let reader: any DatabaseReader
    /// Asked for nothing but ``commitCount``.
    let counter: CommitCounter?
    private let lock: JournalLock
    private let options: Options
    private let idle: IdleCheckpoint?
    private let log: WriteAheadLog
    private let groups = GroupCommit()

    /// How a store behaves.
    public struct Options: Sendable {
        /// How long to wait for other processes before giving up with ``StoreError/busy(_:)``.
        public var busyTimeout: Duration = .seconds(5)
        /// Whether reads have connections of their own, so that they never wait for a writer: for servers.
        public var concurrentReads = false
        /// How many kilobytes of the file are held in memory. A search reads some from all over the file, for which SQLite's
        /// own 2 MB would be few.
        public var pageCache = 16_000
        /// How much write-ahead log a writer may leave behind, in bytes.
        public var walLimit: Int64 = 4 << 20
        /// After how long without a write the write-ahead log is taken into the file; `nil` leaves that to the closing.
        public var idleCheckpoint: Duration?

        /// The defaults.
        public init() {}
    }

    /// Opens the journal in `folder`, creating or migrating it when needed.
    ///
    /// - Throws: ``StoreError``.
    public static func open(_ folder: JournalFolder, _ options: Options = Options()) async throws -> Store {
        try await runBlocking { try Store(folder, options) }
    }

    private init(_ folder: JournalFolder, _ options: Options) throws {
        try folder.create()
        self.folder = folder
        self.options = options
        idle = options.idleCheckpoint.map(IdleCheckpoint.init)
        log = WriteAheadLog(path: folder.database + "-wal", limit: options.walLimit)
        lock = JournalLock(folder)
        (writer, reader, counter) = try lock.whileHeld(timeout: options.busyTimeout) {
            try inOurWords(folder.database) {
                let writer = try DatabaseQueue(path: folder.database, configuration: connection(options))
                try writer.writeWithoutTransaction { db in try setUp(db, folder) }
                guard options.concurrentReads else { return (writer, writer, nil) }
                return (writer, try readers(folder, options), try CommitCounter(path: folder.database))
            }
        }
    }

    /// Closes the journal; the last one to close it leaves a single file behind.
    ///
    /// - Throws: ``StoreError``; what was stored is safe either way.
    public func close() async throws {
        try await runBlocking {
            try lock.whileHeld(timeout: options.busyTimeout) {
                try inOurWords(folder.database) {
                    if options.concurrentReads { try reader.close() }
                    counter?.close()
                    try writer.close()
                }
            }
        }
    }

    /// Runs a write transaction and waits until it is on disk. Once asked for it is done, even when the asking task is
    /// cancelled meanwhile: an answer that was paid for is kept. Writes that come together share a transaction, in which
    /// each happens whole or not at all.
    ///
    /// - Parameter leavingNoLog: whether the write-ahead log is to be emptied into the file, for what must not stay in it. What
    ///   keeps it from that, a reader for instance, undoes nothing; it is emptied later then.
    /// - Throws: ``StoreError`` and what `body` throws; the transaction is then rolled back.
    func write<Value: Sendable>(
        leavingNoLog: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await inOurWords(folder.database) {
            try await withCheckedThrowingContinuation { continuation in
                groups.add(PendingWrite(leavingNoLog: leavingNoLog, continuation, body))
                writer.asyncWriteWithoutTransaction { db in
                    let group = groups.takeAll()
                    // The one before may have taken this one's along.
                    guard !group.isEmpty else { return }
                    let leavesNoLog = group.contains(where: \.leavesNoLog)
                    PendingWrite.commit(group) { try transact(db, leavingNoLog: leavesNoLog, $0) }
                    idle?.noteWrite(checkpointSoon)
                }
            }
        }
    }

    private func checkpointSoon() {
        writer.asyncWriteWithoutTransaction { db in
            let isLeft: Bool
            do {
                isLeft = try lock.whileHeld(timeout: options.busyTimeout) {
                    try db.requireOpen()
                    return !log.emptyWhenIdle(db)
                }
            } catch {
                // Closed meanwhile, which sees to it; or somebody else writes.
                isLeft = if case StoreError.busy = error { true } else { false }
            }
            if isLeft { idle?.noteWrite(checkpointSoon) }
        }
    }

    private func transact(_ db: Database, leavingNoLog: Bool, _ body: (Database) throws -> Void) throws {
        try lock.whileHeld(timeout: options.busyTimeout) {
            try db.requireOpen()
            try db.inTransaction(.immediate) {
                // A newer program may have changed the tables since the journal was opened here.
                _ = try Schema.version(db, path: folder.database)
                try body(db)
                return .commit
            }
            log.seeTo(db, leavingNoLog: leavingNoLog)
        }
    }

    /// Runs queries on one consistent state of the journal.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await inOurWords(folder.database) { try await reader.unsafeRead { db in try db.snapshot(body) } }
    }

    /// The same on a thread of our own, which may wait.
    func readBlocking<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try inOurWords(folder.database) { try reader.unsafeRead { db in try db.snapshot(body) } }
    }
}

private func connection(_ options: Store.Options) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
    configuration.prepareDatabase { db in
        // Takes effect only while the file is still empty.
        try db.execute(sql: "PRAGMA page_size = 8192")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        // A log that was taken into the file starts over, and is cut to what is in it, so that its size says when the next
        // checkpoint is due. It would stay long otherwise, and every write after the first checkpoint be followed by another.
        try db.execute(sql: "PRAGMA journal_size_limit = 0")
        try db.execute(sql: "PRAGMA cache_size = -\(options.pageCache)")
        // What is written over or deleted is overwritten in the file, too: see Purge.
        try db.execute(sql: "PRAGMA secure_delete = ON")
    }
    return configuration
}

/// A pool of read-only connections. GRDB's own way to pool a WAL file writes to it at every opening and lowers
/// `synchronous`, so the writer is a queue of its own.
private func readers(_ folder: JournalFolder, _ options: Store.Options) throws -> DatabasePool {
    var configuration = connection(options)
    configuration.readonly = true
    return try DatabasePool(path: folder.database, configuration: configuration)
}

private func setUp(_ db: Database, _ folder: JournalFolder) throws {
    let path = folder.database
    let known = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard known == Schema.applicationID || (known == 0 && isEmpty) else {
        throw StoreError.foreign(path)
    }
    if isEmpty {
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StoreError.disk(
                "The file system of \(path) does not support write-ahead logs (network drives do not). "
                    + "Choose a folder on a local disk with --home.")
        }
    }
    try Schema.migrate(db, path: path) { version in try Backup.beforeMigrating(db, folder, to: version) }
    guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
        throw StoreError.broken("SQLite refused to write \(path) durably (synchronous=FULL).")
    }
}

private func inOurWords<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw StoreError(error, path: path) ?? error
    }
}

private func inOurWords<Value>(_ path: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as DatabaseError {
        throw StoreError(error, path: path) ?? error
    }
}
