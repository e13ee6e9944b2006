import Cryptography
import Foundation
import GRDB
import Journal

/// Projects an entry: turns the sum of its changes into rows of the tables that lists and pages read.
///
/// Every change, whether made here or received from another device, is projected in the transaction that logs it
/// (``ChangeLog``). So devices that know the same changes show the same entries. The bytes of photos and jobs are not
/// created here; whoever logs the change that brings them inserts them.
struct Projection {
    private let id: EntryID
    /// The sum of its changes.
    let state: EntryState

    /// The version of the projection rules. A file projected by an older version is projected again:
    /// ``Store/projectAnew(_:)``.
    static let version = 2

    /// The sum of all changes of an entry.
    init(of id: EntryID, _ changes: [Change]) {
        self.id = id
        state = EntryState(changes)
    }

    /// Updates the entry's rows to the sum of its changes.
    ///
    /// - Parameters:
    ///   - answers: answers that came with changes and have no rows yet.
    ///   - dropping: rows of photos to delete, although photos of the same files may remain.
    ///   - isAnew: whether to write rows that seem unchanged, too.
    /// - Returns: the entry's number in this file; `nil` if the entry is purged, or if no change has said yet when it
    ///   was taken.
    @discardableResult
    func write(
        to db: Database, adding answers: [ChangeStamp: AnalysisPayload] = [:], dropping: Set<Int64> = [],
        isAnew: Bool = false
    ) throws -> Int64? {
        let before = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT e.number, e.analysis, e.picked, e.note, \(StoredTags.selection(of: "e.number")),
                        \(ProjectedPhotos.selection) AS album
                    FROM entry e WHERE e.id = ?
                    """),
            arguments: [Data(id.bytes)], Projected.init)
        guard let moment = state.moment else {
            if state.isPurged, let before { try erase(before.number, db) }
            return nil
        }
        let number = try before?.number ?? insertEntry(moment, db)
        try update(number, moment, db)
        let known = isAnew ? nil : before?.values
        let tagsChanged = try writeTags(of: number, before?.values?.tags, db)
        if known == nil || tagsChanged || known?.note != state.note {
            try SearchIndex.write(number, note: state.note ?? "", tags: wantedTags, db)
        }
        var photos = try ProjectedPhotos(before?.album, of: number)
        try photos.drop(dropping, db)
        let seen = try photos.write(state, adding: answers, db)
        if before != nil && known == nil || known?.counting != seen { try writeSeen(seen, of: number, db) }
        return number
    }

    /// What was projected before.
    private struct Projected {
        let number: Int64
        let album: String
        /// `nil` if any of it is damaged: then all of it is written anew.
        let values: Values?

        struct Values {
            let note: String?
            let tags: [String]
            let counting: ProjectedPhotos.Counting?

            init(_ row: borrowing Row) throws {
                note = try row["note"]
                tags = try (row["tags"] as StoredTags).names
                let (analysis, picked): (Int64?, Int?) = (try row["analysis"], try row["picked"])
                counting = analysis.map { ProjectedPhotos.Counting(analysis: $0, pickedFace: picked) }
            }
        }

        init(_ row: borrowing Row) throws {
            (number, album) = (try row["number"], try row["album"])
            values = try? Values(row)
        }
    }

    /// In SQLite's order, which compares bytes.
    private var wantedTags: [String] { state.tags.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    private func insertEntry(_ moment: Moment, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO entry (id, time, zone, day) VALUES (?, ?, ?, ?)").execute(
            arguments: [
                Data(id.bytes), moment.time.milliseconds, moment.zone.description, moment.day.description,
            ])
        return db.lastInsertedRowID
    }

    private func update(_ number: Int64, _ moment: Moment, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE entry SET time = ?, zone = ?, offset = ?, day = ?, felt = ?, note = ?, private = ?, trashed = ?
                WHERE number = ?
                """
        ).execute(arguments: [
            moment.time.milliseconds, moment.zone.description, moment.offset, moment.day.description,
            state.felt?.rawValue, state.note, state.isPrivate, state.trashedAt?.milliseconds, number,
        ])
    }

    /// Returns whether anything changed.
    ///
    /// - Parameter present: the tags before; `nil` if they are damaged, or the entry is new.
    private func writeTags(of number: Int64, _ present: [String]?, _ db: Database) throws -> Bool {
        let wanted = Set(state.tags.keys)
        if present == nil { try db.execute(sql: "DELETE FROM tag WHERE entry = ?", arguments: [number]) }
        let present = present ?? []
        guard wanted != Set(present) else { return false }
        for tag in Set(present).subtracting(wanted) {
            try db.execute(sql: "DELETE FROM tag WHERE entry = ? AND name = ?", arguments: [number, tag])
        }
        for tag in wanted.subtracting(present) {
            try db.execute(sql: "INSERT INTO tag (entry, name) VALUES (?, ?)", arguments: [number, tag])
        }
        return true
    }

    /// Writes the answer that counts, the picked face, and what that face shows.
    private func writeSeen(_ counting: ProjectedPhotos.Counting?, of number: Int64, _ db: Database) throws {
        let seen = try counting.flatMap { counting in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT faces FROM analysis WHERE number = ?"), arguments: [counting.analysis]
            ) { row in
                let faces = try (row[0] as StoredFaces).faces
                return Seen(
                    FaceAnalysis(analyzer: "", at: Timestamp(milliseconds: 0), faces: faces),
                    pickedFace: counting.pickedFace)
            }
        }
        try db.cachedStatement(
            sql: "UPDATE entry SET analysis = ?, picked = ?, seen = ?, confidence = ?, valence = ? WHERE number = ?"
        ).execute(arguments: [
            counting?.analysis, counting?.pickedFace, seen?.dominant?.emotion.rawValue, seen?.dominant?.confidence,
            seen?.valence, number,
        ])
    }

    /// Deletes an entry with everything that belongs to it, including its words in the search index.
    private func erase(_ number: Int64, _ db: Database) throws {
        try SearchIndex.remove(number, db)
        try db.execute(sql: "DELETE FROM entry WHERE number = ?", arguments: [number])
    }
}
