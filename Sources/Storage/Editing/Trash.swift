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
    public func trash() async throws -> [Entry] {
        try await read { db in
            try EntryRow.entries(
                Int64.fetchAll(
                    db, sql: "SELECT number FROM entry WHERE trashed IS NOT NULL ORDER BY trashed DESC, number DESC"),
                db)
        }
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
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT trashed AS time, number FROM entry
                    WHERE trashed IS NOT NULL AND (trashed, number) < (?, ?)
                    ORDER BY trashed DESC, number DESC LIMIT ?
                    """,
                arguments: [cursor?.time ?? .max, cursor?.number ?? .max, limit + 1])
            return try TimelinePage(rows, limit: limit, db)
        }
    }
}
