import GRDB

/// What can be wrong with a journal's file, sorted by what a person does about it. Each carries a sentence for them.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process kept the journal locked for longer than the busy timeout.
    case busy(String)
    /// The disk is full, read-only or failing; nothing was half written.
    case disk(String)
    /// The file is damaged, is no journal, or was written by a newer program.
    case broken(String)
    /// No entry, or more than one, answers to the id that was given.
    case noSuchEntry(String)
    /// What was given to be stored makes no sense; nothing of it was.
    case badInput(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .busy(let text), .disk(let text), .broken(let text), .noSuchEntry(let text),
            .badInput(let text):
            text
        }
    }

    static func foreign(_ path: String) -> StoreError {
        .broken("\(path) is an SQLite file of another program. Move it away, or choose another folder with --home.")
    }

    /// SQLite's word on the file at `path`, in ours; `nil` for an error that is a mistake in this program.
    init?(_ error: DatabaseError, path: String) {
        // The index of the write-ahead log is allocated before it is used: failing at that means a full disk.
        let isFull = error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
        switch isFull ? .SQLITE_FULL : error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .busy("The journal at \(path) is busy: another program holds it. Try again in a moment.")
        case .SQLITE_FULL:
            self = .disk("The disk that holds \(path) is full; nothing was stored. Make room and try again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self = .disk("The journal at \(path) cannot be written; check that the file and its folder are yours.")
        case .SQLITE_IOERR:
            self = .disk("The disk failed while using \(path): \(error.message ?? "input/output error").")
        case .SQLITE_PROTOCOL:
            self = .disk(
                "The journal at \(path) cannot be locked. If it lies on a network drive, choose a folder on a local disk "
                    + "with --home.")
        case .SQLITE_CORRUPT:
            self = .broken("The journal at \(path) is damaged. Keep a copy of its folder and restore a backup.")
        case .SQLITE_NOTADB:
            self = .broken("\(path) is not a journal. Move it away, or choose another folder with --home.")
        default:
            return nil
        }
    }
}
