import Foundation
import Messages
import OperatingSystem

/// This account's home folder: `HOME`, or if that is unset or empty, the one in the system's user database.
public func homeFolder(_ environment: [String: String]) -> String {
    if let home = environment["HOME"], !home.isEmpty { return home }
    guard let account = getpwuid(getuid()), let folder = account.pointee.pw_dir else { return "" }
    return String(cString: folder)
}

/// The folder a journal lives in, and the names of the files in it.
public struct JournalFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The folder at `path`, which need not exist yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The folder at a path that somebody typed where no shell replaced the `~` at its beginning.
    public init(typed path: String, _ environment: [String: String]) {
        let name = path.prefix { $0 != "/" }
        let home: String? =
            switch name {
            case "~": homeFolder(environment)
            case _ where name.first == "~":
                getpwnam(String(name.dropFirst()))?.pointee.pw_dir.map { String(cString: $0) }
            default: nil
            }
        self.init(home.map { $0 + path.dropFirst(name.count) } ?? path)
    }

    /// `$JOURNAL_HOME`, else `$XDG_DATA_HOME/journal`, else `~/.local/share/journal`.
    public init(environment: [String: String]) {
        // The XDG base directory specification says to ignore empty and relative values.
        if let home = environment["JOURNAL_HOME"], !home.isEmpty {
            self.init(typed: home, environment)
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            self.init(data + "/journal")
        } else {
            self.init(homeFolder(environment) + "/.local/share/journal")
        }
    }

    /// The SQLite file.
    public var database: String { path + "/journal.sqlite" }
    /// The lock that writers and checkpoints hold.
    public var lock: String { path + "/lock" }
    /// The lock that the one syncing process holds.
    public var syncLock: String { path + "/sync.lock" }
    /// Who may use the journal over HTTP: hashed password and tokens, and sessions. It is not part of the journal's
    /// file, so that restoring a backup does not restore an old password or a revoked token.
    public var accessFile: String { path + "/access.json" }
    /// The folder for the copies made before a migration.
    public var backups: String { path + "/backups" }

    /// The remaining backups that were made before the file was migrated for a newer program.
    public var keptBackups: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: backups)) ?? []
        return names.sorted().map { "\(backups)/\($0)" }
    }

    /// The start and end of the names of notes that lie here while they are open in an editor.
    public static let openNote = (start: "note-", end: ".txt")

    /// Notes that are open in an editor, or were when the editor or its terminal was killed.
    public var openNotes: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix(Self.openNote.start) && $0.hasSuffix(Self.openNote.end) }.sorted()
            .map { "\(path)/\($0)" }
    }

    /// Whether a journal has been started here.
    ///
    /// - Throws: ``StoreError/disk(_:)`` if that cannot be known: for lack of a right, because of a link to what is not there,
    ///   or because the disk fails.
    public func holdsJournal() throws(StoreError) -> Bool {
        var status = stat()
        if stat(database, &status) == 0 { return true }
        guard errno == ENOENT else { throw hidden(database, errno) }
        // From the top, so that the first link which leads nowhere is named.
        let parts = database.split(separator: "/")
        for count in 1...parts.count {
            let part = (database.first == "/" ? "/" : "") + parts.prefix(count).joined(separator: "/")
            guard lstat(part, &status) == 0 else {
                guard errno == ENOENT else { throw hidden(part, errno) }
                return false
            }
            guard status.st_mode & S_IFMT == S_IFLNK, stat(part, &status) != 0 else { continue }
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: part)) ?? ""
            throw .disk(CodedMessage("store.dangling", ["path": .text(part), "target": .text(target)]))
        }
        return false
    }

    private func hidden(_ path: String, _ code: Int32) -> StoreError {
        .disk(CodedMessage("store.hidden", ["path": .text(path), "detail": .text(String(cString: strerror(code)))]))
    }

    /// Whether a path, which need not exist yet, is inside this folder.
    ///
    /// - Throws: ``StoreError/disk(_:)`` if its parent folder does not exist.
    func contains(_ path: String) throws(StoreError) -> Bool {
        let parent = parentFolder(of: path)
        guard let inner = realpath(parent, nil) else {
            throw StoreError(SystemError(.write, path))
        }
        defer { free(inner) }
        guard let outer = realpath(self.path, nil) else { return false }
        defer { free(outer) }
        return (String(cString: inner) + "/").hasPrefix(String(cString: outer) + "/")
    }

    /// Creates the folder, for its owner only, and the empty database file, whose mode SQLite's side files inherit, if
    /// they do not exist.
    ///
    /// - Throws: ``StoreError/disk(_:)``.
    public func create() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .disk(
                CodedMessage("store.folder", ["path": .text(path), "detail": .text(systemMessage(of: error))]))
        }
        // Never open an existing file: closing it would release the locks that SQLite holds on it elsewhere in this
        // process.
        let file = open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if access(database, R_OK) != 0, errno != ENOENT {
            throw .disk(
                CodedMessage(
                    "store.unopened", ["path": .text(database), "detail": .text(String(cString: strerror(errno)))]))
        } else if access(database, W_OK) != 0 {
            throw StoreError(writing: SystemError(.open, database))
        }
    }

    private func systemMessage(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return underlying.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
    }
}
