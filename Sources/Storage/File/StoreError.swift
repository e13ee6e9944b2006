import Foundation
import GRDB
public import Messages
public import OperatingSystem

/// What can go wrong with a journal's file, grouped by what people can do about it. Each carries what is to be said
/// of it.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process kept the journal locked for longer than the busy timeout, or there is too little memory.
    case busy(CodedMessage)
    /// The disk is full, read-only or failing; nothing was left half-written.
    case disk(CodedMessage)
    /// The file is damaged, is not a journal, or was written by a newer version.
    case broken(CodedMessage)
    /// No entry, or more than one, matches the ID.
    case noSuchEntry(CodedMessage)
    /// The input is invalid; nothing was stored.
    case badInput(CodedMessage)

    /// What is to be said of it.
    public var problem: CodedMessage {
        switch self {
        case .busy(let problem), .disk(let problem), .broken(let problem), .noSuchEntry(let problem),
            .badInput(let problem):
            problem
        }
    }

    /// The sentence for people, in English.
    public var description: String { problem.english }

    /// Entries that were asked for cannot be read.
    static func damaged(_ entries: [DamagedEntry]) -> StoreError { .broken(DamagedEntry.problem(of: entries)) }

    static func foreign(_ path: String) -> StoreError {
        .broken(CodedMessage("store.foreign", ["path": .text(path)]))
    }

    /// A file of an earlier version, which cannot be upgraded for this reason.
    static func needingUpgrade(_ path: String, _ reason: StoreError) -> StoreError {
        .disk(CodedMessage("store.older", ["path": .text(path), "reason": .message(reason.problem)]))
    }

    /// What the operating system refused, as a disk failure.
    public init(_ error: SystemError) {
        let (path, detail) = (CodedMessage.Argument.text(error.path), CodedMessage.Argument.text(error.reason))
        self =
            switch error.attempt {
            case .open: .disk(CodedMessage("file.unopened", ["path": path, "detail": detail]))
            case .lock: .disk(CodedMessage("file.unlocked", ["path": path, "detail": detail]))
            case .write: .disk(CodedMessage("file.unwritable", ["path": path, "detail": detail]))
            case .watch: .disk(CodedMessage("file.unwatched", ["path": path, "detail": detail]))
            }
    }

    /// An error of reading or writing the file at `path`, without what the file contains: GRDB's own descriptions print whole
    /// rows. `nil` for an error that has nothing to do with the file.
    init?(_ error: any Error, path: String) {
        switch error {
        case let error as DatabaseError: self.init(error, path: path)
        case let damage as DamagedEntry: self = .damaged([damage])
        case let damage as DamagedValue: self = .damaged(damage.column, path)
        case is RowDecodingError: self = .damaged("value", path)
        default: return nil
        }
    }

    private static func damaged(_ column: String, _ path: String) -> StoreError {
        .broken(CodedMessage("damage.value", ["path": .text(path), "part": .text(column)]))
    }

    /// What the operating system refused when the journal was to be written.
    public init(writing error: SystemError) {
        let (path, detail) = (CodedMessage.Argument.text(error.path), CodedMessage.Argument.text(error.reason))
        switch error.code {
        case EROFS: self = .disk(CodedMessage("store.readonly", ["path": path, "detail": detail]))
        case EACCES, EPERM: self = .disk(CodedMessage("store.forbidden", ["path": path, "detail": detail]))
        case ENOSPC, EDQUOT: self = .disk(CodedMessage("store.full", ["path": path]))
        default: self.init(error)
        }
    }

    /// Whether it says only that the journal cannot be written, so that it can perhaps be read.
    var isOnlyAboutWriting: Bool {
        guard case .disk(let problem) = self else { return false }
        return ["store.readonly", "store.forbidden", "store.full", "store.unwritable"].contains(problem.code)
    }

    /// Whether the file was written by a newer version of this program.
    var isAboutNewerVersion: Bool {
        guard case .broken(let problem) = self else { return false }
        return problem.code == "store.newer"
    }

    /// Converts SQLite's error for the file at `path`; `nil` for an error that is a bug in this program.
    init?(_ error: DatabaseError, path: String) {
        let path = CodedMessage.Argument.text(path)
        // The write-ahead log's index is allocated before use; if that fails, the disk is full.
        let isFull = error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
        switch isFull ? .SQLITE_FULL : error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(CodedMessage("store.busy", ["path": path]))
        case .SQLITE_FULL: self = .disk(CodedMessage("store.full", ["path": path]))
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self = .disk(CodedMessage("store.unwritable", ["path": path]))
        case .SQLITE_IOERR:
            let detail = error.message ?? String(cString: strerror(EIO))
            self = .disk(CodedMessage("store.failing", ["path": path, "detail": .text(detail)]))
        case .SQLITE_PROTOCOL: self = .disk(CodedMessage("store.lockless", ["path": path]))
        case .SQLITE_CORRUPT: self = .broken(CodedMessage("damage.file", ["path": path]))
        case .SQLITE_NOTADB: self = .broken(CodedMessage("store.none", ["path": path]))
        case .SQLITE_NOMEM: self = .busy(CodedMessage("store.memory", ["path": path]))
        case .SQLITE_ERROR where Self.isAboutForeignSchema(error):
            self = .broken(CodedMessage("damage.schema", ["path": path]))
        case .SQLITE_MISUSE: return nil
        default:
            // "no such table", say, which only damage can cause. SQLite names tables and columns, not what is in them.
            let said = error.message ?? "\(error.resultCode)"
            self = .broken(CodedMessage("store.said", ["path": path, "said": .text(said)]))
        }
    }

    /// Whether SQLite refused what the file's schema wants to do: see `Hardening.swift`.
    static func isAboutForeignSchema(_ error: DatabaseError) -> Bool {
        let message = error.message ?? ""
        return message.hasPrefix("unsafe use of ") || message.hasSuffix(" may not be modified")
    }
}
