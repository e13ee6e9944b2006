import Foundation
import GRDB
public import Journal

/// What a journal knows of its remotes.
public struct RemoteSettings: Equatable, Sendable {
    /// Its own remote; `nil` before `remote init`.
    public var remote: String?
    /// What is known of each remote, as JSON that only its writer reads; `nil` if nothing.
    public var pins: String?

    /// Nothing.
    init() {}

    init(_ db: Database) throws {
        (remote, pins) = (try Store.setting("remote", db), try Store.setting("pins", db))
    }
}

extension Store {
    /// This journal's remote, as the user wrote it; `nil` before `remote init`.
    public func remote() async throws -> String? {
        try await read { db in try Store.setting("remote", db) }
    }

    /// Sets this journal's remote.
    public func setRemote(_ address: String) async throws {
        try await write { db in
            try Store.set("remote", address, db)
            try Store.forgetDialect(db)
        }
    }

    /// What ``noteDialect(_:)`` noted of the remote; `nil` if nothing, or since another remote was chosen.
    public func dialect() async throws -> String? {
        try await read { db in try Store.setting("dialect", db) }
    }

    /// Notes what the remote was found not to understand, as JSON that only the caller reads.
    public func noteDialect(_ dialect: String) async throws {
        try await write { db in try Store.set("dialect", dialect, db) }
    }

    private static func forgetDialect(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM setting WHERE name = 'dialect'")
    }

    /// Prepares for syncing with the remote at `address`. If the last sync used another remote, queues the upload of
    /// every photo that may leave this machine and is not known to be at the new one. That includes entries in the
    /// trash, which may be restored.
    public func beginSync(with address: String, at now: Timestamp) async throws {
        if try await read({ db in try Store.setting("synced", db) }) == address { return }
        try await write { db in
            try Store.noteBegun(elsewhereThan: address, now, db)
            try Store.forgetDialect(db)
            try db.execute(
                sql: """
                    INSERT INTO job (kind, image, created)
                    SELECT 'upload', i.number, ? FROM image i JOIN entry e ON e.number = i.entry
                    WHERE e.private = 0 AND i.here AND i.position IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM sent s WHERE s.sha256 = i.sha256 AND s.place = ? AND s.kind IN ('upload', 'delete')
                        GROUP BY s.place HAVING \(Job.isKnownToBeHeld))
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [now.milliseconds, address])
            try Store.set("synced", address, db)
        }
    }

    /// A photo whose upload to the old remote began may have arrived there. The job now belongs to the new remote, so
    /// that is noted in `sent`.
    private static func noteBegun(elsewhereThan address: String, _ now: Timestamp, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO sent (time, kind, place, sha256, bytes)
                SELECT ?, 'upload', j.place, i.sha256, 0 FROM job j JOIN image i ON i.number = j.image
                WHERE j.kind = 'upload' AND j.place <> ?
                """,
            arguments: [now.milliseconds, address])
        try db.execute(
            sql: "UPDATE job SET place = NULL WHERE kind = 'upload' AND place <> ?", arguments: [address])
    }

    /// Whether photos were ever sent to the remote at `address`, or earlier versions noted that it has its `repo.json`.
    public func isInUse(_ address: String) async throws -> Bool {
        try await read { db in
            if try Store.setting("configured", db) == address { return true }
            // If an upload only began, its row has no bytes. It may have failed before `repo.json` was there.
            let sql = "SELECT EXISTS (SELECT 1 FROM sent WHERE place = ? AND kind = 'upload' AND bytes > 0)"
            return try Bool.fetchOne(db, sql: sql, arguments: [address]) ?? false
        }
    }

    /// What is known of each remote, as JSON that only the caller reads; `nil` if nothing.
    public func pins() async throws -> String? {
        try await read { db in try Store.setting("pins", db) }
    }

    /// Changes what is known of remotes.
    ///
    /// - Parameter change: gets what is stored, and returns what is to be stored.
    public func updatePins(_ change: @escaping @Sendable (String?) throws -> String) async throws {
        try await write { db in try Store.set("pins", change(try Store.setting("pins", db)), db) }
    }

    /// What is noted of remotes that are being set up, as JSON that only the caller reads; `nil` if none is.
    public func setup() async throws -> String? {
        try await read { db in try Store.setting("setup", db) }
    }

    /// Notes what must be known to go on with setting up a remote, whatever happens to this process.
    public func noteSetup(_ setup: String) async throws {
        try await write { db in try Store.set("setup", setup, db) }
    }

    /// Ends the setup of a remote: makes it this journal's own, and notes what is known of it.
    ///
    /// - Parameters:
    ///   - change: gets what is known of remotes, and returns what is to be known.
    ///   - others: what is still noted of other remotes that are being set up.
    public func finishSetup(
        of address: String, pins change: @escaping @Sendable (String?) throws -> String, leaving others: String?
    ) async throws {
        try await write { db in
            if try Store.setting("remote", db) != address {
                try Store.set("remote", address, db)
                try Store.forgetDialect(db)
            }
            try Store.set("pins", change(try Store.setting("pins", db)), db)
            if let others { return try Store.set("setup", others, db) }
            try db.execute(sql: "DELETE FROM setting WHERE name = 'setup'")
        }
    }

    static func setting(_ name: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    static func set(_ name: String, _ value: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            arguments: [name, value])
    }
}
