import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal

extension PreparedDraft {
    /// Gives an entry the photo that it came without, as one from a file of entries alone does, or from another device:
    /// if this is the photo that is described there, or was made from the same file.
    func bringPhoto(to id: EntryID, _ now: Timestamp, _ db: Database) throws {
        guard let picture, let original else { return }
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT i.entry, i.sha256, i.original, e.private FROM image i JOIN entry e ON e.number = i.entry
                WHERE e.id = ? AND NOT EXISTS (SELECT 1 FROM photo p WHERE p.entry = i.entry)
                """, arguments: [Data(id.bytes)])
        guard let row else { return }
        let facts = PhotoFacts(picture, original)
        let isTheSame = hexadecimal(row["sha256"] as Data) == facts.sha256
        guard isTheSame || hexadecimal(row["original"] as Data) == facts.original else { return }
        let number: Int64 = row["entry"]
        // Another version of the program, or of its libraries, may make other bytes of the same file.
        if !isTheSame { try describe(facts, number, db) }
        try picture.insert(for: number, db)
        if !(row["private"] as Bool) { try queueWork(for: number, now, db) }
    }

    private func describe(_ facts: PhotoFacts, _ number: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE image SET width = ?, height = ?, bytes = ?, sha256 = ? WHERE entry = ?",
            arguments: [facts.width, facts.height, facts.bytes, Data(hexadecimal: facts.sha256), number])
    }
}
