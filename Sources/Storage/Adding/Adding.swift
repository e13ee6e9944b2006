import Cryptography
import Foundation
import GRDB
import ImageOps
public import Journal
import OperatingSystem

/// A draft whose photo has been decoded: what is left to do is quick.
public struct PreparedDraft: Sendable {
    let draft: Draft
    /// SHA-256 of the photo file's bytes.
    let original: Digest?
    /// `nil` without a photo, and for one that was in the journal already.
    let picture: Picture?
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
        self = try await runBlocking {
            let original = try photo.digest()
            return PreparedDraft(
                draft: draft, original: original,
                picture: try isKnown(original)
                    ? nil : photo.picture(draft.imported == nil ? .standard : ImportedState.pictureLimits))
        }
    }
}

extension Store {
    /// Puts a draft into the journal: photo, entry, jobs and changes in one transaction. When it returns, all of it is
    /// on disk.
    ///
    /// - Parameter now: the present, in the zone this machine is set to.
    /// - Throws: `PictureError` for bytes that are no photo, ``StoreError``; nothing is stored then.
    public func add(_ draft: Draft, now: Moment) async throws -> AddResult {
        try await add(try await prepare(draft), now: now)
    }

    /// The slow half of ``add(_:now:)``, which many drafts may go through at once: decodes the photo, unless it is in the
    /// journal already.
    ///
    /// - Throws: `PictureError` for bytes that are no photo, ``UnreadablePhoto``, ``StoreError``,
    ///   ``StoreError/badInput(_:)`` for a past that makes no sense.
    public func prepare(_ draft: Draft) async throws -> PreparedDraft {
        try draft.imported?.check(of: draft.id)
        return try await PreparedDraft(draft) { original in
            try readBlocking { db in
                guard let known = try ExistingMatch(draft, original, db) else { return false }
                return try !known.lacksItsPhoto(db)
            }
        }
    }

    /// The quick half: one transaction.
    ///
    /// - Throws: ``StoreError``; nothing is stored then.
    public func add(_ prepared: PreparedDraft, now: Moment) async throws -> AddResult {
        if let result = try await take(prepared, now) { return result }
        return try await add(try await prepare(prepared.draft), now: now)
    }

    /// `nil` when the photo was here while it was prepared, and has been purged since: then it has to be decoded after all.
    private func take(_ prepared: PreparedDraft, _ now: Moment) async throws -> AddResult? {
        try await write { db in
            // Another process may have added the same photo since it was prepared.
            let known = try ExistingMatch(prepared.draft, prepared.original, db)
            if prepared.isUndecoded, try known?.lacksItsPhoto(db) ?? true { return nil }
            if let known {
                try prepared.bringPhoto(to: known.id, now.time, db)
                return .known(try known.apply(prepared.draft, now.time, db))
            }
            try prepared.insert(now, db)
            return .stored(try Store.existingEntry(prepared.draft.id, db))
        }
    }
}

extension PreparedDraft {
    /// Whether it has a photo that was not decoded, since it was in the journal.
    fileprivate var isUndecoded: Bool { draft.photo != nil && picture == nil }

    /// Makes the entry.
    func insert(_ now: Moment, _ db: Database) throws {
        let number = try ChangeLog(db).restore(
            draft.id, from: (draft.imported?.history ?? []).filter { try describesPhoto($0) ?? true },
            beyond: { state in
                let answer = state.analysis == nil ? draft.imported?.answer : nil
                return (events(beyond: state, now), try answer.map { AnalysisPayload($0, raw: try jsonLine($0.faces)) })
            }, now: now.time)
        guard let number else { throw StoreError.broken("Entry \(draft.id) was not kept.") }
        guard let picture else { return }
        try picture.insert(for: number, db)
        if !draft.isPrivate { try queueWork(for: number, now.time, db) }
    }

    /// What has to happen for the entry to become as the draft says.
    private func events(beyond state: EntryState, _ now: Moment) -> [Change.Event] {
        var events: [Change.Event] = []
        // First of all, so that it is seen later that nobody else ever heard of the entry.
        if draft.isPrivate != state.isPrivate { events.append(.isPrivate(draft.isPrivate)) }
        let moment = draft.moment ?? picture?.capture.flatMap { Moment($0, home: now.zone) } ?? now
        // As written: nobody writes the seconds that offsets had before there were time zones.
        if moment.iso8601 != state.moment?.iso8601 || moment.zone != state.moment?.zone {
            events.append(.moment(moment))
        }
        if draft.felt != state.felt { events.append(.felt(draft.felt)) }
        if draft.note != state.note { events.append(.note(draft.note)) }
        let tags = unique(draft.tags)
        for tag in tags where state.tags[tag] == nil { events.append(.tagged(tag)) }
        for (tag, stamps) in state.tags.sorted(by: { $0.key < $1.key }) where !tags.contains(tag) {
            events.append(.untagged(tag, stamps.sorted()))
        }
        if state.photo == nil, let photo { events.append(.photo(photo)) }
        if draft.imported?.face != state.face { events.append(.face(draft.imported?.face)) }
        let trashedAt = events.contains(where: \.isEdit) ? nil : state.trashedAt
        if draft.imported?.trashedAt != trashedAt { events.append(.trashed(draft.imported?.trashedAt)) }
        return events
    }

    /// The photo as it is stored.
    private var photo: PhotoFacts? {
        guard let picture, let original else { return draft.photo == nil ? draft.imported?.photo : nil }
        var facts = PhotoFacts(picture, original)
        // Only what its bytes do not say is believed: which file it was made from, and what was wrong with that.
        if let imported = draft.imported?.photo, imported.sha256 == facts.sha256 {
            (facts.original, facts.remarks) = (imported.original, imported.remarks)
        }
        return facts
    }

    /// Whether a change of its past describes the photo that it has; `nil` for a change that is about something else.
    private func describesPhoto(_ change: ChangeRecord) throws -> Bool? {
        guard change.field == ChangeField.photo.rawValue else { return nil }
        guard case .photo(let facts) = try Change.Event(field: change.field, value: change.value) else { return false }
        guard var photo else { return false }
        photo.remarks = facts.remarks
        return facts == photo
    }

    /// What was analysed is not paid for again, and what was set aside stays so.
    func queueWork(for number: Int64, _ now: Timestamp, _ db: Database) throws {
        let isAnalyzed = try Bool.fetchOne(
            db, sql: "SELECT analysis IS NOT NULL FROM entry WHERE number = ?", arguments: [number])
        try Job.queue(isAnalyzed == true ? [.upload] : [.upload, .analyze], for: number, now, db)
        guard let imported = draft.imported, imported.status == .failed || imported.status == .skipped else { return }
        try db.execute(
            sql: "UPDATE job SET state = ?, reason = ? WHERE entry = ? AND kind = ?",
            arguments: [
                imported.status.rawValue, imported.reason, number,
                (isAnalyzed == true ? Job.Kind.upload : .analyze).rawValue,
            ])
    }
}

private func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.compactMap(tagName).filter { seen.insert($0).inserted }
}

extension Picture {
    /// Puts it beside its entry.
    func insert(for number: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO photo (entry, jpeg) VALUES (?, ?)", arguments: [number, display.data])
        try db.execute(sql: "INSERT INTO thumbnail (entry, jpeg) VALUES (?, ?)", arguments: [number, thumbnail.data])
    }
}

extension PhotoFacts {
    init(_ picture: Picture, _ original: Digest) {
        let display = picture.display
        self.init(
            sha256: SHA256.digest(of: display.data).hex, original: original.hex, width: display.width,
            height: display.height, bytes: display.data.count, remarks: picture.remarks.map(CodedMessage.init))
    }
}

extension CodedMessage {
    /// What is odd about a picture, as it is kept.
    init(_ remark: PictureRemark) {
        let cause = remark.isDamaged ? "picture.damaged" : "picture.cut"
        switch remark.loss {
        case .allBut(let percent): self.init(cause, ["percent": .number(percent)])
        case .detail: self.init("\(cause).detail")
        case .unknown: self.init("\(cause).somewhere")
        }
    }
}
