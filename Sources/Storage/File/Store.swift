import Foundation
import GRDB
import Journal
import OperatingSystem
import Messages

/// An open journal.
///
/// One rule protects it, followed by ``write(_:)``, ``open(_:_:)`` and ``close()``: opening, migrating, every write
/// transaction and every checkpoint hold the folder's ``JournalLock``. SQLite checkpoints when the last connection
/// closes, so closing counts as a checkpoint; automatic checkpoints are off. All of this runs on a database
/// connection's queue or on a thread of our own, never on the cooperative pool.
public struct Store: Sendable {
    /// The journal's folder.
    public let folder: JournalFolder
    let connections: Connections
    private let lock: JournalLock
    private let options: Options
    private let idle: IdleCheckpoint?
    private let log: WriteAheadLog
    private let groups = GroupCommit()

    /// How a store behaves.
    public struct Options: Sendable {
        /// How long to wait for other processes before giving up with ``StoreError/busy(_:)``.
        public var busyTimeout: Duration = .seconds(5)
        /// Whether reads have their own connections, so that they never wait for a writer. For servers.
        public var concurrentReads = false
        /// How many kilobytes of the file to keep in memory. A search reads pages from all over the file, for which
        /// SQLite's own 2 MB would be too little.
        public var pageCache = 16_000
        /// How many bytes of write-ahead log a writer may leave behind.
        public var walLimit: Int64 = 4 << 20
        /// How long after the last write to checkpoint; `nil` leaves it to closing.
        public var idleCheckpoint: Duration?

        /// Called with the progress of upgrading a file of an earlier version.
        public var upgradeProgress: @Sendable (UpgradeStep) -> Void = { _ in }

        /// The defaults.
        public init() {}
    }

    /// A step of the upgrade that a file of an earlier version needs once, and the fraction done, in 0…1.
    public enum UpgradeStep: Equatable, Sendable {
        /// Copying the file as it was.
        case copying(Double)
        /// Projecting its entries again.
        case projecting(Double)
    }

    /// Opens the journal in `folder`, creating or migrating it if needed. One that cannot be written, because its disk is
    /// read-only or full or because this account may only read it, is opened all the same, and only writing fails.
    ///
    /// - Throws: ``StoreError``.
    public static func open(_ folder: JournalFolder, _ options: Options = Options()) async throws -> Store {
        let store = try await runBlocking { try Store(folder, options) }
        do {
            try await store.projectAnew { options.upgradeProgress(.projecting($0)) }
        } catch let error as StoreError where error.isOnlyAboutWriting {
            throw StoreError.needingUpgrade(folder.database, error)
        }
        return store
    }

    private init(_ folder: JournalFolder, _ options: Options) throws {
        self.folder = folder
        self.options = options
        idle = options.idleCheckpoint.map(IdleCheckpoint.init)
        log = WriteAheadLog(path: folder.database + "-wal", limit: options.walLimit)
        lock = JournalLock(folder)
        do {
            connections = .writable(try connect(folder, options))
        } catch let error as StoreError where error.isOnlyAboutWriting && (try? folder.holdsJournal()) == true {
            let file = ReadOnlyFile(folder, timeout: options.busyTimeout, reason: error)
            try inOurWords(folder.database) { _ = try file.session() }
            connections = .readOnly(file)
        }
    }

    /// - Throws: ``StoreError`` if the journal cannot be written.
    public func requireWritable() throws {
        _ = try writable()
    }

    private func writable() throws -> Connections.Writable {
        switch connections {
        case .writable(let open): return open
        case .readOnly(let file):
            // What runs for long does not open the journal again when it can be written.
            guard options.idleCheckpoint != nil else { throw file.reason }
            throw StoreError.disk(CodedMessage("store.restart", ["reason": .message(file.reason.problem)]))
        }
    }

    /// Closes the journal; the last process to close it leaves a single file behind.
    ///
    /// - Throws: ``StoreError``; stored data is safe either way.
    public func close() async throws {
        try await runBlocking {
            switch connections {
            case .readOnly(let file): file.close()
            case .writable(let open):
                try lock.whileHeld(timeout: options.busyTimeout) {
                    try inOurWords(folder.database) {
                        if options.concurrentReads { try open.reader.close() }
                        open.counter?.close()
                        try open.writer.close()
                    }
                }
            }
        }
    }

    /// Runs a write transaction and waits until it is on disk. Once requested, a write is executed even if the calling
    /// task is cancelled: an answer that was paid for must be kept. Writes that arrive together share a transaction, in
    /// which each happens completely or not at all.
    ///
    /// - Parameter leavingNoLog: whether to empty the write-ahead log into the file afterwards, for data that must not
    ///   stay in it. If something prevents that, such as a reader, the write still stands, and the log is emptied
    ///   later.
    /// - Throws: ``StoreError`` and what `body` throws; the write is then rolled back.
    func write<Value: Sendable>(
        leavingNoLog: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await inOurWords(folder.database) {
            do {
                return try await commit(leavingNoLog, body)
            } catch let error as DatabaseError where SearchIndex.isBlamed(for: error) {
                // FTS5 only forgets what it could not write with the transaction.
                guard (try? await commit(false, SearchIndex.makeAnew)) != nil else { throw error }
                return try await commit(leavingNoLog, body)
            }
        }
    }

    private func commit<Value: Sendable>(
        _ leavingNoLog: Bool, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        let open = try writable()
        return try await withCheckedThrowingContinuation { continuation in
            groups.add(PendingWrite(leavingNoLog: leavingNoLog, continuation, body))
            open.writer.asyncWriteWithoutTransaction { db in
                let group = groups.takeAll()
                // The previous call may have taken this write along.
                guard !group.isEmpty else { return }
                let leavesNoLog = group.contains(where: \.leavesNoLog)
                PendingWrite.commit(group) { try transact(db, in: open.file, leavingNoLog: leavesNoLog, $0) }
                idle?.noteWrite { checkpointSoon(open.writer) }
            }
        }
    }

    private func checkpointSoon(_ writer: DatabaseQueue) {
        writer.asyncWriteWithoutTransaction { db in
            let isLeft: Bool
            do {
                isLeft = try lock.whileHeld(timeout: options.busyTimeout) {
                    try db.requireOpen()
                    return !log.emptyWhenIdle(db)
                }
            } catch {
                // If the store has been closed, closing did this; or somebody else is writing.
                isLeft = if case StoreError.busy = error { true } else { false }
            }
            if isLeft { idle?.noteWrite { checkpointSoon(writer) } }
        }
    }

    private func transact(
        _ db: Database, in file: OpenedFile, leavingNoLog: Bool, _ body: (Database) throws -> Void
    ) throws {
        // Where its folder is gone, too, there is nothing to lock.
        try file.requireInPlace()
        try lock.whileHeld(timeout: options.busyTimeout) {
            try db.requireOpen()
            try file.requireInPlace()
            try db.inTransaction(.immediate) {
                // A newer program may have changed the tables since the journal was opened here.
                _ = try Schema.version(db, path: folder.database)
                try body(db)
                return .commit
            }
            log.seeTo(db, leavingNoLog: leavingNoLog)
        }
    }

    /// Runs queries on a single consistent state of the journal.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await inOurWords(folder.database) {
            switch connections {
            case .writable(let open):
                try open.file.requireInPlace()
                return try await open.reader.unsafeRead { db in try db.snapshot(body) }
            case .readOnly(let file):
                let session = try await runBlocking { try file.session() }
                return try await session.checking { queue in
                    try await queue.unsafeRead { db in try db.snapshot(body) }
                }
            }
        }
    }

    /// The same, on a thread of our own, which may block.
    func readBlocking<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try inOurWords(folder.database) {
            switch connections {
            case .writable(let open):
                try open.file.requireInPlace()
                return try open.reader.unsafeRead { db in try db.snapshot(body) }
            case .readOnly(let file):
                return try file.session().checkingBlocking { queue in
                    try queue.unsafeRead { db in try db.snapshot(body) }
                }
            }
        }
    }
}

/// Opens the journal to read and write it, creating or migrating it if needed.
///
/// - Throws: ``StoreError``.
private func connect(_ folder: JournalFolder, _ options: Store.Options) throws -> Connections.Writable {
    try folder.create()
    return try JournalLock(folder).whileHeld(timeout: options.busyTimeout) {
        try inOurWords(folder.database) {
            let writer = try DatabaseQueue(path: folder.database, configuration: connection(options))
            try writer.writeWithoutTransaction { db in
                try setUp(db, folder, options)
                try db.defend()
            }
            let file = OpenedFile(folder.database)
            guard options.concurrentReads else {
                return Connections.Writable(writer: writer, reader: writer, counter: nil, file: file)
            }
            return Connections.Writable(
                writer: writer, reader: try readers(folder, options),
                counter: try CommitCounter(path: folder.database), file: file)
        }
    }
}

private func connection(_ options: Store.Options) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
    configuration.prepareDatabase { db in
        // Has an effect only while the file is empty.
        try db.execute(sql: "PRAGMA page_size = 8192")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        // After a checkpoint, the log starts over and is truncated to its content, so that its size tells when the next
        // checkpoint is due. Otherwise it would stay long, and every write after the first checkpoint would trigger
        // another.
        try db.execute(sql: "PRAGMA journal_size_limit = 0")
        try db.execute(sql: "PRAGMA cache_size = -\(options.pageCache)")
        try db.distrustSchema()
        // Overwrites deleted and replaced content in the file, too: see Purge.
        try db.execute(sql: "PRAGMA secure_delete = ON")
    }
    return configuration
}

/// A pool of read-only connections. GRDB's own pool for WAL files writes to the file on every opening and lowers
/// `synchronous`, so the writer has a separate queue.
private func readers(_ folder: JournalFolder, _ options: Store.Options) throws -> DatabasePool {
    var configuration = connection(options)
    configuration.readonly = true
    configuration.prepareDatabase { db in try db.defend() }
    return try DatabasePool(path: folder.database, configuration: configuration)
}

private func setUp(_ db: Database, _ folder: JournalFolder, _ options: Store.Options) throws {
    let path = folder.database
    let known = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard known == Schema.applicationID || (known == 0 && isEmpty) else {
        throw StoreError.foreign(path)
    }
    if isEmpty {
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StoreError.disk(CodedMessage("store.logless", ["path": .text(path)]))
        }
    }
    var copy: String?
    try Schema.migrate(db, path: path) { version in
        copy = try Backup.beforeMigrating(db, folder, to: version) { options.upgradeProgress(.copying($0)) }
    }
    if let copy { Backup.pruneCopies(in: folder, keeping: copy) }
    guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
        throw StoreError.broken(CodedMessage("store.undurable", ["path": .text(path)]))
    }
}

private func inOurWords<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        throw StoreError(error, path: path) ?? error
    }
}

private func inOurWords<Value>(_ path: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch {
        throw StoreError(error, path: path) ?? error
    }
}
