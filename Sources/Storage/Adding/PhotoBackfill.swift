import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal

extension PreparedDraft {
    /// Stores photos whose bytes an entry lacks, for instance because it came from another device or from an export
    /// without pictures: those that are described there, or were made from the same file.
    func bringPhotos(to id: EntryID, _ now: Timestamp, _ db: Database) throws {
        let entry = try Int64.fetchOne(db, sql: "SELECT number FROM entry WHERE id = ?", arguments: [Data(id.bytes)])
        guard let entry else { return }
        try replaceExported(in: entry, now, db)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT i.number, i.entry, i.sha256, i.original, e.private FROM image i JOIN entry e ON e.number = i.entry
                WHERE i.entry = ? AND NOT i.here
                """, arguments: [entry])
        for row in rows {
            for photo in photos {
                guard let picture = photo.picture else { continue }
                let facts = PhotoFacts(picture, photo.original)
                let isTheSame = hexadecimal(row["sha256"] as Data) == facts.sha256
                guard isTheSame || hexadecimal(row["original"] as Data) == facts.original else { continue }
                let number: Int64 = row["number"]
                // Another version of the program or of its libraries may turn the same file into different bytes.
                if !isTheSame { try describe(facts, number, db) }
                try picture.insert(for: number, db)
                if !(row["private"] as Bool) { try queueWork(for: row["entry"], now, db) }
                break
            }
        }
    }

    private func describe(_ facts: PhotoFacts, _ number: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE image SET width = ?, height = ?, bytes = ?, sha256 = ? WHERE number = ?",
            arguments: [facts.width, facts.height, facts.bytes, Data(hexadecimal: facts.sha256), number])
    }
}
