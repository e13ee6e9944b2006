import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal

/// A photo that takes the place of another that was made from the same file. The other one is purged.
struct PhotoReplacement {
    /// The row of the photo that goes.
    let number: Int64
    /// SHA-256 of the file that both were made from, in hexadecimal.
    let original: String
    /// SHA-256 of the photo that goes, and of the one that comes, in hexadecimal.
    let oldName: String, newName: String
    private let photo: Data
    private let thumbnail: Data
    private let answers: [AnalysisPayload]
    private let jobs: [StatementArguments]

    /// - Parameters:
    ///   - number: the row of the photo that goes.
    ///   - photo: the JPEG that comes.
    /// - Returns: nil if there is no such row.
    init?(of number: Int64, by photo: Data, thumbnail: Data, _ db: Database) throws {
        let names = try Row.fetchOne(
            db, sql: "SELECT sha256, original FROM image WHERE number = ?", arguments: [number]
        ) { row in (hexadecimal(try row[0] as Data), hexadecimal(try row[1] as Data)) }
        guard let names else { return nil }
        let newName = SHA256.digest(of: photo).hex
        self.number = number
        (oldName, original) = names
        (self.newName, self.photo, self.thumbnail) = (newName, photo, thumbnail)
        answers = try Row.fetchAll(
            db, sql: "SELECT * FROM analysis WHERE image = ? ORDER BY clock, device, number", arguments: [number]
        ) { row in try AnalysisPayload(row, source: AnswerSource(photo: newName)) }.compactMap(\.self)
        jobs = try Row.fetchAll(
            db,
            sql: "SELECT kind, state, attempts, not_before, reason, created FROM job WHERE image = ? ORDER BY number",
            arguments: [number]
        ) { row in
            [
                try row[0] as String, try row[1] as String, try row[2] as Int, try row[3] as Int64?,
                try row[4] as String?, try row[5] as Int64,
            ]
        }
    }

    /// Records replacements of an entry's photos, and replaces their bytes. The entry keeps the order of its photos, the faces
    /// that were picked, and its place in the trash.
    static func record(
        _ replacements: [PhotoReplacement], in id: EntryID, _ now: Timestamp, _ db: Database
    ) throws {
        let history = try ChangeLog.changes(of: id, db)
        let before = EntryState(history)
        let replacements = replacements.filter { before.photo(madeFrom: $0.original) != nil }
        var events: [Change.Event] = [], answers: [AnalysisPayload] = []
        for replacement in replacements {
            try Job.queueDeletion(of: replacement.oldName, now, db)
            events += replacement.purges(before)
            answers += replacement.answers
        }
        let replaced = Dictionary(replacements.map { ($0.original, $0) }) { first, _ in first }
        // What stands behind the first of them is added once more, or it would come before.
        for photo in before.photos.drop(while: { replaced[$0.facts.original] == nil }) {
            if replaced[photo.facts.original] == nil {
                events.append(.unphoto(sha256: photo.facts.sha256, photo.adds.sorted()))
            }
            events.append(.photo(replaced[photo.facts.original]?.facts(photo.facts) ?? photo.facts))
        }
        for photo in before.removedPhotos {
            if let replacement = replaced[photo.facts.original] {
                events.append(.photo(replacement.facts(photo.facts)))
            }
        }
        guard !events.isEmpty else { return }
        let log = ChangeLog(db)
        let entry = try log.record(
            events, to: id, after: history, answers: answers, dropping: Set(replacements.map(\.number)), now: now)
        let after = EntryState(try ChangeLog.changes(of: id, db))
        try log.record(removals(before, after) + picks(before, after) + trash(before), to: id, now: now)
        try Purge.blankPurgedPhotos(of: id, db)
        for replacement in replacements { try replacement.keep(in: id, now, db) }
        if let entry, try Store.isPrivate(id, db) == false { try Job.queueWork(for: entry, now, db) }
    }

    /// Photos that were not in the entry are not in it now.
    private static func removals(_ before: EntryState, _ after: EntryState) -> [Change.Event] {
        let removed = Set(before.removedPhotos.map(\.facts.original))
        return after.photos.filter { removed.contains($0.facts.original) }.map {
            .unphoto(sha256: $0.facts.sha256, $0.adds.sorted())
        }
    }

    /// The faces that were picked, in the same order, if they are no longer what they were: a pick names its photo, or, by an
    /// earlier version, means the earliest.
    private static func picks(_ before: EntryState, _ after: EntryState) -> [Change.Event] {
        let photos = (before.photos + before.removedPhotos).compactMap { old in
            after.photo(madeFrom: old.facts.original).map { (old: old, new: $0) }
        }
        func isSame(_ old: FacePick?, _ new: FacePick?) -> Bool { old?.index == new?.index && old?.box == new?.box }
        guard !photos.allSatisfy({ isSame($0.old.pick, $0.new.pick) }) else { return [] }
        return photos.sorted { ($0.old.pickedAt ?? $0.old.first) < ($1.old.pickedAt ?? $1.old.first) }.compactMap {
            photo in
            guard photo.old.pick != nil || photo.new.pick != nil else { return nil }
            var pick = photo.old.pick ?? FacePick(index: nil)
            pick.photo = photo.new.facts.sha256
            return .pick(pick)
        }
    }

    /// An entry in the trash stays there, since when it was.
    private static func trash(_ before: EntryState) -> [Change.Event] {
        before.trashedAt.map { [.trashed($0)] } ?? []
    }

    /// The events that destroy the photo that goes, under every name that a device has for it.
    private func purges(_ state: EntryState) -> [Change.Event] {
        let known = state.photo(madeFrom: original)?.names ?? []
        return known.union([oldName]).subtracting([newName]).sorted().map {
            .photoPurged(sha256: $0, original: original)
        }
    }

    private func facts(_ old: PhotoFacts) -> PhotoFacts {
        var facts = old
        (facts.sha256, facts.bytes) = (newName, photo.count)
        return facts
    }

    /// Stores the bytes and the work with the new photo's row.
    func keep(in id: EntryID, _ now: Timestamp, _ db: Database) throws {
        let image = try Int64.fetchOne(
            db,
            sql: """
                SELECT i.number FROM image i JOIN entry e ON e.number = i.entry
                WHERE e.id = ? AND i.sha256 = ? AND i.original = ? AND NOT i.here
                """, arguments: [Data(id.bytes), Data(hexadecimal: newName), Data(hexadecimal: original)])
        guard let image else { return }
        try Picture.insert(photo, thumbnail: thumbnail, for: image, db)
        for job in jobs {
            try db.execute(
                sql: """
                    INSERT INTO job (image, kind, state, attempts, not_before, reason, created) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [image] + job)
        }
    }
}
