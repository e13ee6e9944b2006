import Foundation

/// The home folder of this account: `HOME`, or where that is not set or empty, what the system's list of accounts says.
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

    /// `$JOURNAL_HOME`, else `$XDG_DATA_HOME/journal`, else `~/.local/share/journal`.
    public init(environment: [String: String]) {
        // The XDG base directory specification says that empty and relative values count as not set.
        if let home = environment["JOURNAL_HOME"], !home.isEmpty {
            path = home
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            path = data + "/journal"
        } else {
            path = homeFolder(environment) + "/.local/share/journal"
        }
    }

    /// The SQLite file.
    public var database: String { path + "/journal.sqlite" }
    /// What writers and checkpoints hold.
    public var lock: String { path + "/lock" }
    /// What the one process that syncs holds.
    public var syncLock: String { path + "/sync.lock" }
    /// Who may use the journal over HTTP: password and tokens, hashed, and sessions. It is no part of the journal's file, so
    /// that a backup that is put back brings no old password or revoked token with it.
    public var accessFile: String { path + "/access.json" }
    /// The folder of the copies that are kept before a newer schema.
    public var backups: String { path + "/backups" }

    /// The backups that were made before the file was changed for a newer program, if any are left.
    public var keptBackups: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: backups)) ?? []
        return names.sorted().map { "\(backups)/\($0)" }
    }

    /// What the names of notes begin and end with that lie here while an editor has them open.
    public static let openNote = (start: "note-", end: ".txt")

    /// Notes that an editor has open, or had when it or its terminal was ended.
    public var openNotes: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix(Self.openNote.start) && $0.hasSuffix(Self.openNote.end) }.sorted()
            .map { "\(path)/\($0)" }
    }

    /// Whether a journal has been started here.
    public var holdsJournal: Bool {
        access(database, F_OK) == 0
    }

    /// Whether a path, which need not exist yet, leads into this folder.
    ///
    /// - Throws: ``StoreError/disk(_:)`` when the folder it would lie in is not there.
    func contains(_ path: String) throws(StoreError) -> Bool {
        let parent = URL(filePath: path).deletingLastPathComponent().path
        guard let inner = realpath(parent, nil) else {
            throw .disk("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { free(inner) }
        guard let outer = realpath(self.path, nil) else { return false }
        defer { free(outer) }
        return (String(cString: inner) + "/").hasPrefix(String(cString: outer) + "/")
    }

    /// Makes the folder, for its owner only, and the empty file that SQLite and its side files take their mode from, if they
    /// are not there.
    ///
    /// - Throws: ``StoreError/disk(_:)``.
    public func create() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .disk(
                "The folder \(path) cannot be created: \(systemMessage(of: error)). Choose another with --home.")
        }
        // A file that is there is not opened: closing it would drop the locks that SQLite holds on it for others in this
        // process.
        let file = open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST || access(database, R_OK | W_OK) != 0 {
            throw .disk("The journal at \(database) cannot be opened: \(String(cString: strerror(errno))).")
        }
    }

    private func systemMessage(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return underlying.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
    }
}
