import GRDB
public import Journal

extension PurgeReport {
    /// There was nothing to purge.
    public static var nothing: PurgeReport { PurgeReport() }
}

/// The trash. Nothing is ever deleted from it automatically, because a wrong clock must not destroy a diary.
extension Store {
    /// Moves an entry to the trash, from where it is not synced; does nothing if it is there already.
    ///
    /// - Parameter check: examines the entry before that; if it throws, nothing changes.
    /// - Throws: ``StoreError``.
    public func moveToTrash(
        _ id: EntryID, now: Timestamp, check: @escaping @Sendable (Entry) throws -> Void = { _ in }
    ) async throws -> Entry {
        try await write { db in
            let before = try Store.existingEntry(id, db)
            try check(before)
            guard before.trashedAt == nil else { return before }
            try ChangeLog(db).record([.trashed(now)], to: id, now: now)
            return try Store.existingEntry(id, db)
        }
    }

    /// Restores an entry from the trash; does nothing if it is not there.
    ///
    /// - Throws: ``StoreError``.
    public func restore(_ id: EntryID, now: Timestamp) async throws -> Entry {
        try await write { db in
            let before = try Store.existingEntry(id, db)
            guard before.trashedAt != nil else { return before }
            try ChangeLog(db).record([.trashed(nil)], to: id, now: now)
            return try Store.existingEntry(id, db)
        }
    }

    /// The entries in the trash, the most recently trashed first.
    public func trash() async throws -> ReadAroundDamage<[Entry]> {
        let page = try await trash(limit: .max - 1)
        return ReadAroundDamage(value: page.entries, damaged: page.damaged)
    }

    /// How many entries are in the trash.
    ///
    /// - Throws: ``StoreError``.
    public func trashCount() async throws -> Int {
        try await read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE trashed IS NOT NULL") ?? 0
        }
    }

    /// At most `limit` entries of the trash, the most recently trashed first, starting after `cursor` if there is one.
    ///
    /// - Parameter cursor: the cursor of the previous page.
    /// - Throws: ``StoreError``.
    public func trash(limit: Int, before cursor: TimelineCursor? = nil) async throws -> TimelinePage {
        try await read { db in
            let places = try Row.fetchAll(
                db,
                sql: """
                    SELECT trashed, number FROM entry
                    WHERE trashed IS NOT NULL AND (trashed, number) < (?, ?)
                    ORDER BY trashed DESC, number DESC LIMIT ?
                    """,
                arguments: [cursor?.time ?? .max, cursor?.number ?? .max, limit + 1], TimelineCursor.init)
            let strays = try cursor == nil ? Store.strays(from: "trashed", "e.trashed IS NOT NULL", db) : []
            return try TimelinePage(places, limit: limit, strays: strays, db)
        }
    }
}
