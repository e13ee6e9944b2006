import Foundation
import GRDB
import Journal

/// Entries are projected anew, once, when the rules by which they are have changed: by a newer version of this program, or by
/// a setting of the diary.
extension Store {
    /// Has all entries projected anew by the next ``projectAnew(_:)``.
    static func markForProjection(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM setting WHERE name = 'projection'")
        try db.execute(sql: "DELETE FROM setting WHERE name = 'projected'")
    }

    /// Projects all entries anew if that is due, in pieces between which others write; one that is interrupted goes on where
    /// it was.
    ///
    /// - Parameter progress: told from time to time which share is done, in 0…1.
    /// - Throws: ``StoreError``.
    func projectAnew(_ progress: @Sendable (Double) -> Void = { _ in }) async throws {
        while try await read({ db in try Projection.isDue(db) }) {
            progress(try await write { db in try Projection.projectPiece(db) })
        }
    }
}

extension Projection {
    /// How many entries are projected in one transaction, so that nobody waits long for it.
    private static let piece = 200

    /// Whether the file was projected by the rules of an earlier version, or by settings that have changed.
    static func isDue(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'projection'") ?? 0 < version
    }

    /// Projects some more entries anew. Returns which share is done, in 0…1.
    static func projectPiece(_ db: Database) throws -> Double {
        let done = try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'projected'") ?? 0
        let entries = try Row.fetchAll(
            db, sql: "SELECT number, id FROM entry WHERE number > ? ORDER BY number LIMIT ?", arguments: [done, piece]
        ) { row in (number: try row[0] as Int64, id: try? row[1] as EntryID) }
        for entry in entries {
            guard let id = entry.id else { continue }
            // A damaged entry stays as it is; it must not keep the others from being opened.
            try unlessDamaged(db) { try Projection(of: id, ChangeLog.changes(of: id, db)).write(to: db, isAnew: true) }
        }
        guard entries.count == piece, let last = entries.last?.number else {
            try db.execute(sql: "DELETE FROM setting WHERE name = 'projected'")
            try db.execute(sql: "INSERT OR REPLACE INTO setting VALUES ('projection', ?)", arguments: [version])
            return 1
        }
        try db.execute(sql: "INSERT OR REPLACE INTO setting VALUES ('projected', ?)", arguments: [last])
        let newest = try Int64.fetchOne(db, sql: "SELECT max(number) FROM entry") ?? last
        return Double(last) / Double(newest)
    }
    private static func unlessDamaged(_ db: Database, _ body: () throws -> Void) throws {
        do {
            try db.inSavepoint {
                try body()
                return .commit
            }
        } catch  where error is DamagedValue || error is DamagedEntry {
            return
        }
    }
}
