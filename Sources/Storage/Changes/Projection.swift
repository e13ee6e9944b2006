import Cryptography
import Foundation
import GRDB
import Journal

/// An entry as its changes add up, on its way into the tables that lists and pages read.
///
/// Every change, whether made here or received from another device, goes through it in the transaction that logged it
/// (``ChangeLog``): that is why devices which know the same changes show the same entries. Photos and jobs are not made here:
/// whoever logs the change that brings them inserts them.
struct Projection {
    private let id: EntryID
    /// What the changes add up to.
    let state: EntryState

    /// The sum of all changes of an entry.
    init(of id: EntryID, _ changes: [Change]) {
        self.id = id
        state = EntryState(changes)
    }

    /// Makes the entry's rows what its changes add up to.
    ///
    /// - Parameter answers: those that have come with changes, for which there are no rows yet.
    /// - Returns: the entry's number in this file; `nil` for an entry that is purged, or of which it is not yet known when it
    ///   was taken.
    @discardableResult
    func write(to db: Database, adding answers: [(ChangeStamp, AnalysisPayload)] = []) throws -> Int64? {
        let before = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT e.number, e.analysis, e.face, e.note,
                        (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE entry = e.number ORDER BY name)) AS tags,
                        EXISTS (SELECT 1 FROM image WHERE entry = e.number) AS hasPhoto
                    FROM entry e WHERE e.id = ?
                    """),
            arguments: [Data(id.bytes)])
        guard let moment = state.moment else {
            if state.isPurged, let before { try erase(before["number"], db) }
            return nil
        }
        let number: Int64 = try before?["number"] ?? insertEntry(moment, db)
        try update(number, moment, db)
        let tagsChanged = try writeTags(of: number, before.map { try EntryRow.strings($0["tags"]) } ?? [], db)
        if before == nil || tagsChanged || before?["note"] as String? != state.note {
            try SearchIndex.write(number, note: state.note ?? "", db)
        }
        if let photo = state.photo, before?["hasPhoto"] != true { try insertImage(photo, of: number, db) }
        for (stamp, answer) in answers { try answer.insert(for: number, stamp, db) }
        try writeSeen(of: number, before, db)
        return number
    }

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
    private func writeTags(of number: Int64, _ present: [String], _ db: Database) throws -> Bool {
        let wanted = Set(state.tags.keys)
        guard wanted != Set(present) else { return false }
        for tag in Set(present).subtracting(wanted) {
            try db.execute(sql: "DELETE FROM tag WHERE entry = ? AND name = ?", arguments: [number, tag])
        }
        for tag in wanted.subtracting(present) {
            try db.execute(sql: "INSERT INTO tag (entry, name) VALUES (?, ?)", arguments: [number, tag])
        }
        return true
    }

    private func insertImage(_ photo: PhotoFacts, of number: Int64, _ db: Database) throws {
        guard let sha256 = Data(hexadecimal: photo.sha256), let original = Data(hexadecimal: photo.original) else {
            return
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO image (entry, width, height, bytes, sha256, original, warnings) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            number, photo.width, photo.height, photo.bytes, sha256, original,
            String(decoding: try jsonLine(photo.remarks ?? []), as: UTF8.self),
        ])
    }

    /// The answer that counts, the picked face, and what that face shows.
    private func writeSeen(of number: Int64, _ before: Row?, _ db: Database) throws {
        if before != nil, state.analysis == nil, before?["analysis"] as Int64? == nil,
            before?["face"] as Int? == state.face
        {
            return
        }
        let answer = try state.analysis.flatMap { stamp in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT number, faces FROM analysis WHERE clock = ? AND device = ?"),
                arguments: [stamp.clock, stamp.device.bigEndianBytes])
        }
        let analysis = answer.map { $0["number"] as Int64 }
        if let before, before["analysis"] == analysis, before["face"] == state.face { return }
        let seen = try answer.map { row in
            Seen(
                FaceAnalysis(analyzer: "", at: Timestamp(milliseconds: 0), faces: try EntryRow.faces(row["faces"])),
                pickedFace: state.face)
        }
        try db.cachedStatement(
            sql: "UPDATE entry SET analysis = ?, face = ?, seen = ?, confidence = ?, valence = ? WHERE number = ?"
        ).execute(arguments: [
            analysis, state.face, seen?.dominant?.emotion.rawValue, seen?.dominant?.confidence, seen?.valence, number,
        ])
    }

    /// Removes an entry with all that hangs on it, and its words from the search.
    private func erase(_ number: Int64, _ db: Database) throws {
        try SearchIndex.remove(number, db)
        try db.execute(sql: "DELETE FROM entry WHERE number = ?", arguments: [number])
    }
}
