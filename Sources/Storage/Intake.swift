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

extension PreparedDraft {
    /// What ``Store/prepare(_:)`` makes of a draft, for a journal that is started only if anything is to go into it.
    ///
    /// - Throws: `PictureError` for bytes that are no photo, ``StoreError``.
    public init(forNewJournal draft: Draft) async throws {
        try await self.init(draft) { _ in false }
    }

    fileprivate init(_ draft: Draft, isKnown: @escaping @Sendable (Digest) throws -> Bool) async throws {
        guard let photo = draft.photo else {
            self.init(draft: draft, original: nil, picture: nil)
            return
        }
        self = try await offCooperativePool {
            let original = try photo.digest()
            return PreparedDraft(
                draft: draft, original: original, picture: try isKnown(original) ? nil : photo.picture())
        }
    }
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
        try await PreparedDraft(draft) { original in
            try reader.read { db in try Known(draft, original, db) != nil }
        }
    }

    /// The quick half: one transaction.
    ///
    /// - Throws: ``StoreError``; nothing is stored then.
    public func add(_ prepared: PreparedDraft, now: Moment) async throws -> Intake {
        try await write { db in
            // Another process may have added the same photo since it was prepared.
            if let known = try Known(prepared.draft, prepared.original, db) {
                return .known(try known.apply(prepared.draft, now.time, db))
            }
            return .stored(try insert(prepared, now, db))
        }
    }
}

private func insert(_ prepared: PreparedDraft, _ now: Moment, _ db: Database) throws -> Entry {
    let draft = prepared.draft
    var log = try ChangeLog(db, now: now.time)
    // First of all, so that it is seen later that nobody else ever heard of the entry.
    if draft.isPrivate { try log.append(.isPrivate(true), to: draft.id) }
    let moment = draft.moment ?? prepared.picture?.capture.flatMap { Moment($0, home: now.zone) } ?? now
    try log.append(.moment(moment), to: draft.id)
    if let felt = draft.felt { try log.append(.felt(felt), to: draft.id) }
    if let note = draft.note { try log.append(.note(note), to: draft.id) }
    for tag in unique(draft.tags) { try log.append(.tagged(tag), to: draft.id) }
    if let picture = prepared.picture, let original = prepared.original {
        try log.append(.photo(PhotoFacts(picture, original)), to: draft.id)
    }
    guard let number = try settle(draft.id, db) else { throw StoreError.broken("Entry \(draft.id) was not kept.") }
    if let picture = prepared.picture {
        try db.execute(sql: "INSERT INTO photo (entry, jpeg) VALUES (?, ?)", arguments: [number, picture.display.data])
        try db.execute(
            sql: "INSERT INTO thumbnail (entry, jpeg) VALUES (?, ?)", arguments: [number, picture.thumbnail.data])
        if !draft.isPrivate { try Job.queue([.upload, .analyze], for: number, now.time, db) }
    }
    return try Store.existingEntry(draft.id, db)
}

private func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.compactMap(tagName).filter { seen.insert($0).inserted }
}

extension PhotoFacts {
    fileprivate init(_ picture: Picture, _ original: Digest) {
        let display = picture.display
        self.init(
            sha256: SHA256.digest(of: display.data).hex, original: original.hex, width: display.width,
            height: display.height, bytes: display.data.count, warnings: picture.warnings)
    }
}

/// An entry that a draft turns out to mean.
private struct Known {
    let id: EntryID
    /// Whether only the photo is the same; a repeated id means a request whose answer was lost, and edits nothing.
    let byPhoto: Bool

    init?(_ draft: Draft, _ original: Digest?, _ db: Database) throws {
        if try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE entry = ?)", arguments: [Data(draft.id.bytes)]) == true
        {
            (id, byPhoto) = (draft.id, false)
        } else if let original,
            let found = try Data.fetchOne(
                db, sql: "SELECT e.id FROM image i JOIN entry e ON e.number = i.entry WHERE i.original = ?",
                arguments: [Data(original.bytes)]),
            let id = EntryID(bytes: found)
        {
            (self.id, byPhoto) = (id, true)
        } else {
            return nil
        }
    }

    /// The entry, with what else the draft says applied to it; out of the trash again.
    func apply(_ draft: Draft, _ now: Timestamp, _ db: Database) throws -> Entry {
        guard byPhoto else { return try Store.existingEntry(id, db) }
        var edit = Edit()
        edit.moment = draft.moment
        if let felt = draft.felt { edit.felt = .set(felt) }
        if let note = draft.note { edit.note = .set(note) }
        edit.addedTags = draft.tags
        if draft.isPrivate { edit.isPrivate = true }
        try Store.restore(id, now, db)
        return try Store.apply(edit, to: id, now, db)
    }
}
