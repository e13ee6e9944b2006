import Cryptography
import Foundation
import GRDB
import ImageOps
public import Journal

/// A draft whose photo has been decoded: what is left to do is quick.
public struct PreparedDraft: Sendable {
    fileprivate let draft: Draft
    /// SHA-256 of the photo file's bytes.
    fileprivate let original: Digest?
    /// `nil` without a photo, and for one that is in the journal already.
    fileprivate let picture: Picture?
}

extension Store {
    /// Puts a draft into the journal: photo, entry, jobs and changes in one transaction. When it returns, all of it is
    /// on disk.
    ///
    /// - Parameter now: the present, in the zone this machine is set to.
    /// - Throws: `PictureError` for bytes that are no photo, ``StoreError``; nothing is stored then.
    public func add(_ draft: Draft, now: Moment) async throws -> Intake {
        try await add(try await prepare(draft), now: now)
    }

    /// The slow half of ``add(_:now:)``, which many drafts may go through at once: decodes the photo, unless it is in the
    /// journal already.
    ///
    /// - Throws: `PictureError` for bytes that are no photo, ``StoreError``.
    public func prepare(_ draft: Draft) async throws -> PreparedDraft {
        guard let photo = draft.photo else { return PreparedDraft(draft: draft, original: nil, picture: nil) }
        return try await offCooperativePool {
            let original = try photo.digest()
            let isKnown = try reader.read { db in try Known(draft, original, db) != nil }
            return PreparedDraft(
                draft: draft, original: original, picture: isKnown ? nil : try photo.picture())
        }
    }

    /// The quick half: one transaction.
    ///
    /// - Throws: ``StoreError``; nothing is stored then.
    public func add(_ prepared: PreparedDraft, now: Moment) async throws -> Intake {
        try await write { db in
            let draft = prepared.draft
            // Another process may have added the same photo since it was prepared.
            if let known = try Known(draft, prepared.original, db) { return try known.apply(draft, now.time, db) }
            let number = try insertEntry(draft, prepared.picture?.capture, now, db)
            if let picture = prepared.picture, let original = prepared.original {
                try insertImages(picture, original, of: draft, as: number, now.time, db)
            }
            try insertTags(draft.tags, of: draft.id, as: number, now.time, db)
            return .stored(try stored(draft.id, db))
        }
    }
}

/// An entry that a draft turns out to mean.
private struct Known {
    let number: Int64
    let id: EntryID
    /// Whether only the photo is the same; a repeated id means a request whose answer was lost, and edits nothing.
    let byPhoto: Bool

    init?(_ draft: Draft, _ original: Digest?, _ db: Database) throws {
        if let number = try Int64.fetchOne(
            db, sql: "SELECT number FROM entry WHERE id = ?", arguments: [Data(draft.id.bytes)])
        {
            (self.number, id, byPhoto) = (number, draft.id, false)
        } else if let original,
            let row = try Row.fetchOne(
                db, sql: "SELECT e.number, e.id FROM image i JOIN entry e ON e.number = i.entry WHERE i.original = ?",
                arguments: [Data(original.bytes)]),
            let id = EntryID(bytes: row["id"] as Data)
        {
            (number, self.id, byPhoto) = (row["number"], id, true)
        } else {
            return nil
        }
    }

    func apply(_ draft: Draft, _ now: Timestamp, _ db: Database) throws -> Intake {
        guard byPhoto else { return .known(try stored(id, db)) }
        var log = try ChangeLog(db, entry: id, now: now)
        if let felt = draft.felt {
            try set("felt", felt.rawValue, db)
            try log.append(.felt, felt.rawValue)
        }
        if let note = draft.note {
            try set("note", note, db)
            try log.append(.note, note)
        }
        if let moment = draft.moment {
            try db.execute(
                sql: "UPDATE entry SET time = ?, zone = ?, day = ? WHERE number = ?",
                arguments: [moment.time.milliseconds, moment.zone.description, moment.day.description, number])
            try log.append(.moment, MomentChange(moment))
        }
        if draft.isPrivate {
            try set("private", true, db)
            try db.execute(sql: "DELETE FROM job WHERE entry = ?", arguments: [number])
            try log.append(.private, true)
        }
        try insertTags(draft.tags, of: id, as: number, now, db)
        return .known(try stored(id, db))
    }

    private func set(_ column: String, _ value: some DatabaseValueConvertible, _ db: Database) throws {
        try db.execute(sql: "UPDATE entry SET \(column) = ? WHERE number = ?", arguments: [value, number])
    }
}

private func insertEntry(_ draft: Draft, _ capture: CaptureTime?, _ now: Moment, _ db: Database) throws -> Int64 {
    let moment = draft.moment ?? capture.flatMap { Moment($0, home: now.zone) } ?? now
    try db.execute(
        sql: "INSERT INTO entry (id, time, zone, day, felt, note, private) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
            Data(draft.id.bytes), moment.time.milliseconds, moment.zone.description, moment.day.description,
            draft.felt?.rawValue, draft.note, draft.isPrivate,
        ])
    let number = db.lastInsertedRowID
    var log = try ChangeLog(db, entry: draft.id, now: now.time)
    try log.append(.moment, MomentChange(moment))
    if let felt = draft.felt { try log.append(.felt, felt.rawValue) }
    if let note = draft.note { try log.append(.note, note) }
    if draft.isPrivate { try log.append(.private, true) }
    return number
}

private func insertImages(
    _ picture: Picture, _ original: Digest, of draft: Draft, as number: Int64, _ now: Timestamp, _ db: Database
) throws {
    let display = picture.display
    let sha256 = SHA256.digest(of: display.data)
    try db.execute(
        sql: """
            INSERT INTO image (entry, width, height, bytes, sha256, original, warnings) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
        arguments: [
            number, display.width, display.height, display.data.count, Data(sha256.bytes), Data(original.bytes),
            String(decoding: try jsonLine(picture.warnings), as: UTF8.self),
        ])
    try db.execute(sql: "INSERT INTO photo (entry, jpeg) VALUES (?, ?)", arguments: [number, display.data])
    try db.execute(
        sql: "INSERT INTO thumbnail (entry, jpeg) VALUES (?, ?)", arguments: [number, picture.thumbnail.data])
    var log = try ChangeLog(db, entry: draft.id, now: now)
    try log.append(
        .photo,
        PhotoChange(
            sha256: sha256.hex, original: original.hex, width: display.width, height: display.height,
            bytes: display.data.count))
    if !draft.isPrivate { try Job.queue([.upload, .analyze], for: number, now, db) }
}

private func insertTags(_ tags: [String], of id: EntryID, as number: Int64, _ now: Timestamp, _ db: Database) throws {
    var log = try ChangeLog(db, entry: id, now: now)
    for tag in tags {
        try db.execute(sql: "INSERT OR IGNORE INTO tag (entry, name) VALUES (?, ?)", arguments: [number, tag])
        if db.changesCount > 0 { try log.append(.tag, ["add": tag]) }
    }
}

private func stored(_ id: EntryID, _ db: Database) throws -> Entry {
    guard let entry = try Store.entry(id, db) else { throw StoreError.broken("Entry \(id) was not kept.") }
    return entry
}

private struct PhotoChange: Encodable {
    var sha256, original: String
    var width, height, bytes: Int
}

/// A moment as the change log keeps it.
private struct MomentChange: Encodable {
    var time: Int64
    var zone, day: String

    init(_ moment: Moment) {
        time = moment.time.milliseconds
        zone = moment.zone.description
        day = moment.day.description
    }
}
