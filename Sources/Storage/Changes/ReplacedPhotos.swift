import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal

/// The rows of photos of an entry that were purged elsewhere and replaced by others made from the same files.
struct ReplacedPhotos {
    private let entry: EntryID
    private let replacements: [PhotoReplacement]
    /// Their numbers.
    let rows: Set<Int64>

    /// Also has the photos that go deleted from wherever they were sent.
    ///
    /// - Parameter changes: what has just arrived.
    init(
        of entry: EntryID, _ state: EntryState, by changes: [ChangeRecord], _ now: Timestamp, _ db: Database
    ) throws {
        self.entry = entry
        var rows: Set<Int64> = [], replacements: [PhotoReplacement] = []
        for change in changes where EntryID(change.entry) == entry {
            guard
                case .photoPurged(let sha256, let original)? = Change.Event(
                    understanding: change.field, value: change.value)
            else { continue }
            let images = try Row.fetchAll(
                db,
                sql: """
                    SELECT i.number, i.sha256, i.original, p.jpeg AS photo, t.jpeg AS thumbnail FROM image i
                    JOIN entry e ON e.number = i.entry
                    LEFT JOIN photo p ON p.image = i.number LEFT JOIN thumbnail t ON t.image = i.number
                    WHERE e.id = ? AND (i.sha256 = ? OR i.original = ?)
                    """,
                arguments: [Data(entry.bytes), Data(hexadecimal: sha256), Data(hexadecimal: original)]
            ) { row in
                (
                    number: try row[0] as Int64, name: hexadecimal(try row[1] as Data),
                    original: hexadecimal(try row[2] as Data), photo: try row[3] as Data?,
                    thumbnail: try row[4] as Data?
                )
            }
            for image in images {
                guard let photo = state.photo(madeFrom: image.original), !photo.names.contains(image.name),
                    rows.insert(image.number).inserted
                else { continue }
                try Job.queueDeletion(of: image.name, now, db)
                // What another device repaired can be repaired here, too, so that it need not be fetched.
                guard let jpeg = image.photo, let thumbnail = image.thumbnail, let bare = StoredJPEG.bare(jpeg)
                else { continue }
                let replacement = try PhotoReplacement(
                    of: image.number, by: bare, thumbnail: StoredJPEG.bare(thumbnail) ?? thumbnail, db)
                if let replacement { replacements.append(replacement) }
            }
        }
        (self.rows, self.replacements) = (rows, replacements)
    }

    /// Stores the bytes of those that are here after all.
    func keep(_ now: Timestamp, _ db: Database) throws {
        for replacement in replacements { try replacement.keep(in: entry, now, db) }
    }
}
