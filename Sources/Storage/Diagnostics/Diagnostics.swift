import Foundation
import GRDB
public import Journal
import OperatingSystem
import Messages

/// Examines a journal without changing it: opens the file read-only, never migrates it and leaves its write-ahead log
/// alone, so that a damaged journal gets no worse.
public struct Diagnostics: Sendable {
    /// The journal's folder.
    let folder: JournalFolder
    /// The current time.
    let now: Timestamp
    /// Called with each finding as it is made.
    let report: @Sendable (DiagnosticFinding) -> Void
    /// Called from time to time with the fraction of photos checked, in 0…1.
    let progress: @Sendable (Double) -> Void

    /// Examines the journal in `folder`.
    public init(
        _ folder: JournalFolder, now: Timestamp, report: @escaping @Sendable (DiagnosticFinding) -> Void,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        self.folder = folder
        self.now = now
        self.report = report
        self.progress = progress
    }

    /// Checks the folder and the file; with `thoroughly`, every page and photo in it.
    ///
    /// - Returns: what the journal knows of its remotes, for callers that check them.
    public func run(thoroughly: Bool) async throws -> RemoteSettings {
        do {
            guard try folder.holdsJournal() else {
                report(
                    DiagnosticFinding(
                        "file", .note, "There is no journal in \(folder.path) yet.",
                        remedy: "`journal add selfie.jpg` creates one."))
                return RemoteSettings()
            }
        } catch {
            report(
                DiagnosticFinding(
                    "file", .broken, error.description,
                    remedy:
                        "`namei -l \(shellQuoted(folder.database))` shows each folder above it, with its owner and rights."
                ))
            return RemoteSettings()
        }
        for finding in folderFindings() { report(finding) }
        do {
            return try await lookInside(thoroughly: thoroughly)
        } catch {
            guard let error = error as? StoreError ?? StoreError(error, path: folder.database) else { throw error }
            report(unusable(error))
        }
        return RemoteSettings()
    }

    private func lookInside(thoroughly: Bool) async throws -> RemoteSettings {
        let file: DatabaseQueue
        do {
            file = try await open()
        } catch {
            let reason = error as? StoreError ?? StoreError(error, path: folder.database)
            guard let reason, reason.isOnlyAboutWriting else { throw error }
            let session = try await runBlocking {
                try ReadOnlyFile(folder, timeout: .seconds(5), reason: reason).session(acceptingEarlier: true)
            }
            return try await session.checking { try await look(at: $0, thoroughly: thoroughly) }
        }
        do {
            let remote = try await look(at: file, thoroughly: thoroughly)
            try await close(file)
            return remote
        } catch {
            try? await close(file)
            throw error
        }
    }

    private func unusable(_ error: StoreError) -> DiagnosticFinding {
        guard case .broken(let problem) = error else {
            return DiagnosticFinding(
                "file", .broken, error.description, remedy: "See the findings on the disk and permissions.")
        }
        return damaged(problem.english)
    }

    private func damaged(_ sentence: String) -> DiagnosticFinding {
        DiagnosticFinding(
            "file", .broken, sentence,
            remedy: "Copy the whole folder \(folder.path) to a safe place first. Then restore your latest backup as "
                + "\(folder.database). `sqlite3 \(folder.database) .recover` shows what else can be read.")
    }

    private func look(at file: DatabaseQueue, thoroughly: Bool) async throws -> RemoteSettings {
        let found = try await file.read { db in
            (
                mark: try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                tables: try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0,
                version: try Schema.version(db, path: folder.database)
            )
        }
        if found.mark == 0, found.tables == 0 {
            report(DiagnosticFinding("file", .note, "\(folder.database) is empty; the first `journal add` fills it."))
            return RemoteSettings()
        }
        guard found.mark == Schema.applicationID else { throw StoreError.foreign(folder.database) }
        let version = found.version
        let (counts, remote) = try await file.read { db in (try JournalCounts(db), try RemoteSettings(db)) }
        let count = counts.entries == 1 ? "1 entry" : "\(counts.entries) entries"
        report(DiagnosticFinding("file", .ok, "\(folder.database) opens and is a journal with \(count)."))
        if version < Schema.newest {
            report(
                DiagnosticFinding(
                    "file", .note,
                    "It was written by an earlier version. The next command upgrades it and keeps a copy in "
                        + "\(folder.backups); what it holds can be checked after that."))
        }
        report(try await file.read { db in try clockFinding(db) })
        if thoroughly, try await !isWhole(file) {
            // It may be damaged where it is not needed for this.
            let findings = try? await file.read { db in try ContentCheck.entryFindings(db) }
            for finding in findings ?? [] where version == Schema.newest { report(finding) }
            return remote
        }
        guard version == Schema.newest else { return remote }
        if thoroughly {
            for finding in try await file.read({ db in try ContentCheck.findings(db) }) {
                report(finding)
            }
            try await PhotoCheck(file, report: report, progress: progress).run()
        }
        for finding in try await file.read({ db in try MetadataCheck.findings(thoroughly: thoroughly, db) }) {
            report(finding)
        }
        return remote
    }

    /// Whether SQLite finds nothing wrong with the file.
    private func isWhole(_ file: DatabaseQueue) async throws -> Bool {
        let problems = try await file.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") }
        guard problems == ["ok"] else {
            let more = problems.count > 1 ? ", and \(problems.count - 1) more like it" : ""
            report(damaged("\(folder.database) is damaged. SQLite says: \(problems.first ?? "nothing")\(more)."))
            return false
        }
        let strays = try await file.read { db in
            try String.fetchAll(db, sql: "SELECT \"table\" FROM pragma_foreign_key_check")
        }
        guard strays.isEmpty else {
            let tables = Set(strays).sorted().joined(separator: ", ")
            report(
                DiagnosticFinding(
                    "file", .wrong,
                    "\(folder.database) has \(strays.count) rows that belong to missing entries (\(tables)).",
                    remedy: "Another program wrote to it. Restore a backup from before that."))
            return true
        }
        report(DiagnosticFinding("file", .ok, "Every page of the file is sound."))
        return true
    }

    private func clockFinding(_ db: Database) throws -> DiagnosticFinding {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(clock) FROM change").map {
            Timestamp(milliseconds: $0 >> 16)
        }
        let hour: Int64 = 3_600_000
        guard let newest, newest.milliseconds > now.milliseconds + hour else {
            return DiagnosticFinding("clock", .ok, "This machine's clock is not behind the journal's.")
        }
        return DiagnosticFinding(
            "clock", .wrong,
            "The newest change is from \(newest.iso8601), but this machine's clock says \(now.iso8601): one of them is "
                + "wrong, and so are the dates of entries added now or then.",
            remedy:
                "Set the clock (`timedatectl` shows it). If it was ahead before, correct the time of those entries.")
    }

    /// The file, opened read-only, while no one commits or checkpoints: see ``Store``.
    private func open() async throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.distrustSchema()
            try db.defend()
        }
        return try await runBlocking { [configuration] in
            try JournalLock(folder).whileHeld(timeout: .seconds(5)) {
                let file = try DatabaseQueue(path: folder.database, configuration: configuration)
                // SQLite does not really open the file until the first read.
                _ = try file.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") }
                return file
            }
        }
    }

    private func close(_ file: DatabaseQueue) async throws {
        try await runBlocking {
            try JournalLock(folder).whileHeld(timeout: .seconds(5)) {
                try file.close()
                try? removeEmptyLog()
            }
        }
    }

    /// A read-only connection cannot remove the files next to the journal that reading creates. A writable one can, if
    /// no other connection uses them. With an empty write-ahead log, it has nothing to move into the file.
    private func removeEmptyLog() throws {
        var status = stat()
        guard stat(folder.database + "-wal", &status) == 0, status.st_size == 0 else { return }
        let file = try DatabaseQueue(path: folder.database)
        _ = try file.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") }
        try file.close()
    }
}
