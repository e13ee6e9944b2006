import Cryptography
import Foundation
import GRDB
import Journal

/// An entry that a draft turns out to mean.
struct ExistingMatch {
    let id: EntryID
    /// Whether only the photo is the same; a repeated id means a request whose answer was lost, and edits nothing.
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
                // Of several that an import kept apart, the first that is not in the trash.
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

    /// Those of a draft's photos that need not be decoded: they are here, or nobody asks for them.
    func needless(_ originals: [Digest], _ db: Database) throws -> Set<Digest> {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT i.original, i.here, i.position FROM image i JOIN entry e ON e.number = i.entry WHERE e.id = ?",
            arguments: [Data(id.bytes)])
        // A repeated request brings only what is described and not here.
        if !byPhoto, rows.allSatisfy({ $0["here"] }) { return Set(originals) }
        return Set(rows.filter { $0["here"] }.compactMap { Digest(hex: hexadecimal($0["original"] as Data)) })
    }

    /// The entry, with what else the draft says applied to it; out of the trash again.
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

    /// What was written before and what is written now: whoever adds a photo again has not read the note it has.
    private static func note(_ before: String?, and new: String) -> String {
        guard let before, !before.isEmpty else { return new }
        // Whole paragraphs are compared: who is "ill" has not said so by "still raining".
        let isSaid = new.isEmpty || "\n\n\(before)\n\n".contains("\n\n\(new)\n\n")
        return isSaid ? before : "\(before)\n\n\(new)"
    }
}
