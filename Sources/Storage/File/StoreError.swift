import GRDB

/// What can go wrong with a journal's file, grouped by what people can do about it. Each case has a message for them.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process kept the journal locked for longer than the busy timeout.
    case busy(String)
    /// The disk is full, read-only or failing; nothing was left half-written.
    case disk(String)
    /// The file is damaged, is not a journal, or was written by a newer version.
    case broken(String)
    /// No entry, or more than one, matches the ID.
    case noSuchEntry(String)
    /// The input is invalid; nothing was stored.
    case badInput(String)

    /// The message for people.
    public var description: String {
        switch self {
        case .busy(let text), .disk(let text), .broken(let text), .noSuchEntry(let text),
            .badInput(let text):
            text
        }
    }

    static func foreign(_ path: String) -> StoreError {
        .broken("\(path) is another program's SQLite file. Move it away, or choose another folder with --home.")
    }

    /// Converts SQLite's error for the file at `path`; `nil` for an error that is a bug in this program.
    init?(_ error: DatabaseError, path: String) {
        // The write-ahead log's index is allocated before use; if that fails, the disk is full.
        let isFull = error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
        switch isFull ? .SQLITE_FULL : error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .busy("The journal at \(path) is in use by another program. Try again in a moment.")
        case .SQLITE_FULL:
            self = .disk("The disk with \(path) is full; nothing was stored. Free some space and try again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self = .disk("The journal at \(path) cannot be written; check that you own the file and its folder.")
        case .SQLITE_IOERR:
            self = .disk("The disk failed while using \(path): \(error.message ?? "input/output error").")
        case .SQLITE_PROTOCOL:
            self = .disk(
                "The journal at \(path) cannot be locked. If it is on a network drive, choose a folder on a local disk "
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
