import Foundation
import GRDB
import Journal

/// Makes an entry's rows what its changes add up to. Every change, whether made here or received from another device,
/// goes through it in the transaction that logged it: that is why devices which know the same changes show the same
/// entries.
///
/// Photos and jobs are not made here: whoever logs the change that brings them inserts them.
///
/// - Returns: the entry's number in this file; `nil` for an entry that is purged, or of which it is not yet known when it
///   was taken.
@discardableResult
func project(_ id: EntryID, _ db: Database) throws -> Int64? {
    let state = EntryState(try ChangeLog.changes(of: id, db))
    let number = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT number FROM entry WHERE id = ?"), arguments: [Data(id.bytes)])
    guard let moment = state.moment else {
        if state.isPurged, let number { try erase(number, db) }
        return nil
    }
    let entry = try number ?? insertEntry(id, moment, db)
    try update(entry, state, moment, db)
    let tagsChanged = try projectTags(entry, state.tags.keys.sorted(), db)
    try SearchIndex.update(entry, note: state.note, tagsChanged: tagsChanged, isNew: number == nil, db)
    try projectImage(entry, state.photo, db)
    if state.analysis != nil { try AnalysisPayload.unpack(into: entry, of: id, db) }
    try projectSeen(entry, state, db)
    return entry
}

private func insertEntry(_ id: EntryID, _ moment: Moment, _ db: Database) throws -> Int64 {
    try db.cachedStatement(sql: "INSERT INTO entry (id, time, zone, day) VALUES (?, ?, ?, ?)").execute(
        arguments: [
            Data(id.bytes), moment.time.milliseconds, moment.zone.description, moment.day.description,
        ])
    return db.lastInsertedRowID
}

private func update(_ entry: Int64, _ state: EntryState, _ moment: Moment, _ db: Database) throws {
    try db.cachedStatement(
        sql: """
            UPDATE entry SET time = ?, zone = ?, offset = ?, day = ?, felt = ?, note = ?, private = ?, trashed = ?
            WHERE number = ?
            """
    ).execute(arguments: [
        moment.time.milliseconds, moment.zone.description, moment.offset, moment.day.description,
        state.felt?.rawValue, state.note, state.isPrivate, state.trashedAt?.milliseconds, entry,
    ])
}

/// Returns whether anything changed.
private func projectTags(_ entry: Int64, _ tags: [String], _ db: Database) throws -> Bool {
    let present = try String.fetchAll(
        db.cachedStatement(sql: "SELECT name FROM tag WHERE entry = ? ORDER BY name"), arguments: [entry])
    guard present != tags else { return false }
    for tag in Set(present).subtracting(tags) {
        try db.execute(sql: "DELETE FROM tag WHERE entry = ? AND name = ?", arguments: [entry, tag])
    }
    for tag in Set(tags).subtracting(present) {
        try db.execute(sql: "INSERT INTO tag (entry, name) VALUES (?, ?)", arguments: [entry, tag])
    }
    return true
}

private func projectImage(_ entry: Int64, _ photo: PhotoFacts?, _ db: Database) throws {
    guard let photo, let sha256 = Data(hexadecimal: photo.sha256), let original = Data(hexadecimal: photo.original)
    else { return }
    try db.cachedStatement(
        sql: """
            INSERT INTO image (entry, width, height, bytes, sha256, original, warnings) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """
    ).execute(arguments: [
        entry, photo.width, photo.height, photo.bytes, sha256, original,
        String(decoding: try jsonLine(photo.warnings ?? []), as: UTF8.self),
    ])
}

/// The answer that counts, the picked face, and what that face shows.
private func projectSeen(_ entry: Int64, _ state: EntryState, _ db: Database) throws {
    let answer = try state.analysis.flatMap { stamp in
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT number, faces FROM analysis WHERE clock = ? AND device = ?"),
            arguments: [stamp.clock, stamp.device.bigEndianBytes])
    }
    let number = answer.map { $0["number"] as Int64 }
    let before = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT analysis, face FROM entry WHERE number = ?"), arguments: [entry])
    if let before, before["analysis"] == number, before["face"] == state.face { return }
    let seen = try answer.map { row in
        try Seen(
            FaceAnalysis(
                analyzer: "", at: Timestamp(milliseconds: 0),
                faces: EntryRow.faces(row["faces"])),
            pickedFace: state.face)
    }
    try db.cachedStatement(
        sql: "UPDATE entry SET analysis = ?, face = ?, seen = ?, confidence = ?, valence = ? WHERE number = ?"
    ).execute(arguments: [
        number, state.face, seen?.dominant?.emotion.rawValue, seen?.dominant?.confidence, seen?.valence, entry,
    ])
}

/// Removes an entry with all that hangs on it, and its words from the search.
private func erase(_ entry: Int64, _ db: Database) throws {
    try SearchIndex.remove(entry, db)
    try db.execute(sql: "DELETE FROM entry WHERE number = ?", arguments: [entry])
}

extension Data {
    /// The bytes written as hexadecimal digits, two for each; `nil` for anything else.
    init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self.init(capacity: digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            append(byte)
        }
    }
}
