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
        let missing = try Row.fetchAll(
            db,
            sql: """
                SELECT i.number, i.entry, i.sha256, i.original, e.private FROM image i JOIN entry e ON e.number = i.entry
                WHERE i.entry = ? AND NOT i.here
                """, arguments: [entry], MissingPhoto.init)
        for described in missing {
            for photo in photos {
                guard let picture = photo.picture else { continue }
                let facts = PhotoFacts(picture, photo.original)
                let isTheSame = described.sha256 == facts.sha256
                guard isTheSame || described.original == facts.original else { continue }
                // Another version of the program or of its libraries may turn the same file into different bytes.
                if !isTheSame { try describe(facts, described.number, db) }
                try picture.insert(for: described.number, db)
                if !described.isPrivate { try queueWork(for: described.entry, now, db) }
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

/// A photo that is described here, but whose bytes are not.
private struct MissingPhoto {
    let number: Int64
    let entry: Int64
    let sha256: String
    let original: String
    let isPrivate: Bool

    init(_ row: borrowing Row) throws {
        (number, entry, isPrivate) = (try row["number"], try row["entry"], try row["private"])
        (sha256, original) = (hexadecimal(try row["sha256"] as Data), hexadecimal(try row["original"] as Data))
    }
}
