import Cryptography
import Foundation
import GRDB
import Journal

/// An existing entry that a draft means.
struct ExistingMatch {
    let id: EntryID
    /// Whether only a photo matches. A repeated ID is a request whose response was lost, and edits nothing.
    let byPhoto: Bool

    init?(_ draft: Draft, _ originals: [Digest], _ db: Database) throws {
        if try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE entry = ?)", arguments: [Data(draft.id.bytes)]) == true
        {
            (id, byPhoto) = (draft.id, false)
            return
        }
        guard draft.meansItsPhoto else { return nil }
        for original in originals {
            let found = try Data.fetchOne(
                db,
                // If an import kept several apart: the first that is not in the trash.
                sql: """
                    SELECT e.id FROM image i JOIN entry e ON e.number = i.entry WHERE i.original = ? AND i.position IS NOT NULL
                    ORDER BY e.trashed IS NOT NULL, e.number LIMIT 1
                    """,
                arguments: [Data(original.bytes)])
            if let id = found.flatMap({ EntryID(bytes: $0) }) {
                (self.id, byPhoto) = (id, true)
                return
            }
        }
        return nil
    }

    /// The photos that need not be decoded, because they are here or because the draft cannot add any.
    func needless(_ originals: [Digest], _ db: Database) throws -> Set<Digest> {
        let photos = try Row.fetchAll(
            db, sql: "SELECT i.original, i.here FROM image i JOIN entry e ON e.number = i.entry WHERE e.id = ?",
            arguments: [Data(id.bytes)]
        ) { row in (original: hexadecimal(try row[0] as Data), isHere: try row[1] as Bool) }
        // A repeated request only adds bytes for photos that are described here but missing.
        if !byPhoto, photos.allSatisfy(\.isHere) { return Set(originals) }
        return Set(photos.filter(\.isHere).compactMap { Digest(hex: $0.original) })
    }

    /// Applies the rest of the draft to the entry, takes it out of the trash, and returns it.
    func apply(_ prepared: PreparedDraft, _ now: Timestamp, _ db: Database) throws -> Entry {
        guard byPhoto else { return try Store.existingEntry(id, db) }
        let draft = prepared.draft
        var edit = Edit()
        edit.moment = draft.moment
        if let felt = draft.felt { edit.felt = .set(felt) }
        if let note = draft.note {
            edit.note = .set(Self.note(EntryState(try ChangeLog.changes(of: id, db)).note, and: note))
        }
        edit.addedTags = draft.tags
        if draft.isPrivate { edit.isPrivate = true }
        return try Store.apply(edit, to: id, adding: prepared, isRestoring: true, now, db)
    }

    /// Joins the old note and the new one, because someone who adds a photo again has not read the note it has.
    private static func note(_ before: String?, and new: String) -> String {
        guard let before, !before.isEmpty else { return new }
        // Compares whole paragraphs, so that "ill" is not taken to be part of "still raining".
        let isSaid = new.isEmpty || "\n\n\(before)\n\n".contains("\n\n\(new)\n\n")
        return isSaid ? before : "\(before)\n\n\(new)"
    }
}
