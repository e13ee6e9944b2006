import Cryptography
import Foundation
import GRDB
import ImageOps
public import Journal
import OperatingSystem
import Messages

/// A draft whose photos have been decoded, so that storing it is quick.
public struct PreparedDraft: Sendable {
    let draft: Draft
    /// In the draft's order, without duplicates.
    let photos: [PreparedPhoto]
    /// Why photos were left out, a clause for each. Only a draft that ``Draft/outlivesItsPhotos`` has any.
    public let losses: [String]
}

/// A photo of a draft.
struct PreparedPhoto: Sendable {
    /// SHA-256 of the photo file's bytes.
    let original: Digest
    /// `nil` for a photo that was in the journal already.
    let picture: Picture?
    /// How an export describes it.
    let described: PhotoFacts?

    /// SHA-256 of the photo as an export has it, if that is the one it describes, but tells more than its picture: earlier
    /// versions stored such. What was decoded takes its place.
    var replaced: PhotoFacts? {
        guard let picture, let described, described.sha256 == original.hex, described.width == picture.display.width,
            described.height == picture.display.height, described.sha256 != SHA256.digest(of: picture.display.data).hex
        else { return nil }
        return described
    }
}

extension PreparedDraft {
    /// Prepares a draft as ``Store/prepare(_:)`` does, for a journal that is not created until there is something to
    /// store.
    ///
    /// - Throws: `PictureError` for bytes that are not a photo, ``StoreError``.
    public init(forNewJournal draft: Draft) async throws {
        try await self.init(draft) { _ in [] }
    }

    fileprivate init(_ draft: Draft, known: @escaping @Sendable ([Digest]) throws -> Set<Digest>) async throws {
        var draft = draft
        draft.note = draft.note.map(streamSafe)
        // What comes back from an export may have longer ones.
        if draft.imported == nil { try checkTags(draft.tags) }
        guard !draft.photos.isEmpty else {
            self.init(draft: draft, photos: [], losses: [])
            return
        }
        let decoding = draft
        self = try await runBlocking { try PreparedDraft(decoding: decoding, known: known) }
    }

    /// Blocks: not for the cooperative pool.
    private init(decoding draft: Draft, known: ([Digest]) throws -> Set<Digest>) throws {
        let originals = try draft.photos.map { try $0.digest() }
        let known = try known(originals)
        let limits = draft.imported == nil ? PictureLimits.standard : ImportedState.pictureLimits
        let described = draft.imported?.photos.filter(\.hasFile).map(\.facts) ?? []
        var photos: [PreparedPhoto] = []
        var losses: [PictureError] = []
        for (index, (photo, original)) in zip(draft.photos, originals).enumerated()
        where !originals[..<index].contains(original) {
            do {
                photos.append(
                    PreparedPhoto(
                        original: original, picture: known.contains(original) ? nil : try photo.picture(limits),
                        described: index < described.count ? described[index] : nil))
            } catch let error as PictureError where draft.outlivesItsPhotos {
                losses.append(error)
            }
        }
        var rest = draft
        rest.photos = []
        if let error = losses.first, photos.isEmpty, rest.isEmpty, draft.imported == nil { throw error }
        self.init(draft: draft, photos: photos, losses: losses.map(\.description))
    }
}

extension Store {
    /// Adds a draft to the journal: photos, entry, jobs and changes in one transaction. When it returns, all of it is
    /// on disk.
    ///
    /// - Parameter now: the current time, in this machine's time zone.
    /// - Throws: `PictureError` for bytes that are not a photo, ``StoreError``. Nothing is stored then.
    public func add(_ draft: Draft, now: Moment) async throws -> AddResult {
        try await add(try await prepare(draft), now: now)
    }

    /// The slow half of ``add(_:now:)``, which can run for many drafts at once: decodes the photos that the draft's
    /// entry does not have yet.
    ///
    /// - Throws: `PictureError` for bytes that are not a photo, ``UnreadablePhoto``, ``StoreError``,
    ///   ``StoreError/badInput(_:)`` for an invalid history.
    public func prepare(_ draft: Draft) async throws -> PreparedDraft {
        try draft.imported?.check(of: draft.id)
        return try await PreparedDraft(draft) { originals in
            try readBlocking { db in
                guard let match = try ExistingMatch(draft, originals, db) else { return [] }
                return try match.needless(originals, db)
            }
        }
    }

    /// The quick half: one transaction.
    ///
    /// - Throws: ``StoreError``. Nothing is stored then.
    public func add(_ prepared: PreparedDraft, now: Moment) async throws -> AddResult {
        if let result = try await take(prepared, now) { return result }
        return try await add(try await prepare(prepared.draft), now: now)
    }

    /// `nil` if a photo was here during preparation but has been purged since, so that it must be decoded after all.
    private func take(_ prepared: PreparedDraft, _ now: Moment) async throws -> AddResult? {
        try await write { db in
            // Another process may have added the same photo since it was prepared.
            let originals = prepared.photos.map(\.original)
            let known = try ExistingMatch(prepared.draft, originals, db)
            let needless = try known?.needless(originals, db) ?? []
            guard prepared.photos.allSatisfy({ $0.picture != nil || needless.contains($0.original) }) else {
                return nil
            }
            if let known {
                try prepared.bringPhotos(to: known.id, now.time, db)
                return .known(try known.apply(prepared, now.time, db))
            }
            try prepared.insert(now, db)
            let entry = try Store.existingEntry(prepared.draft.id, db)
            let basis = prepared.dated(now).basis
            return .stored(
                entry, dated: basis, doubt: basis.flatMap { DateDoubt(entry.moment, restingOn: $0, now: now) })
        }
    }
}

extension PreparedDraft {
    /// The photos that were decoded, with their facts as they are stored.
    var album: [(facts: PhotoFacts, picture: Picture)] {
        photos.compactMap { photo in
            guard let facts = self.facts(of: photo), let picture = photo.picture else { return nil }
            return (facts, picture)
        }
    }

    /// Creates the entry.
    func insert(_ now: Moment, _ db: Database) throws {
        let album = self.album
        // Whoever wrote an import had days of their own.
        let dayEnd = draft.meansItsPhoto ? try Store.diarySettings(db).dayEnd : nil
        let number = try ChangeLog(db).restore(
            draft.id, from: (draft.imported?.history ?? []).filter { isTrue($0) },
            beyond: { state in (events(beyond: state, album.map(\.facts), now, dayEnd), try answers(beyond: state)) },
            now: now.time)
        guard let number else {
            throw StoreError.broken(CodedMessage("damage.entry.lost", ["id": .text(draft.id.description)]))
        }
        for (photo, facts) in zip(photos, photos.map(facts)) where photo.replaced == nil {
            if let facts { try photo.picture?.insert(for: number, facts, db) }
        }
        try replaceExported(in: number, now.time, db)
        if !draft.isPrivate, !album.isEmpty { try queueWork(for: number, now.time, db) }
    }

    /// The answers in an export that are missing from its history.
    private func answers(beyond state: EntryState) throws -> [AnalysisPayload] {
        try (draft.imported?.photos ?? []).compactMap { photo in
            guard let answer = photo.answer, state.photo(named: photo.facts.sha256)?.answers.isEmpty ?? true else {
                return nil
            }
            return AnalysisPayload(answer, of: photo.facts.sha256, raw: try jsonLine(answer.faces))
        }
    }

    /// The changes that turn the entry's state into what the draft says.
    ///
    /// - Parameter dayEnd: decides the day it counts for; `nil` keeps the draft's own.
    private func events(
        beyond state: EntryState, _ album: [PhotoFacts], _ now: Moment, _ dayEnd: DayEnd?
    ) -> [Change.Event] {
        var events: [Change.Event] = []
        // This comes first, so that it shows later that no other device ever heard of the entry.
        if draft.isPrivate != state.isPrivate { events.append(.isPrivate(draft.isPrivate)) }
        let said = dated(now).moment
        let moment = dayEnd.map(said.counted) ?? said
        // Compares what is written, because that leaves out the seconds that offsets had before time zones existed.
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
        events += photoEvents(beyond: state, album)
        let trashedAt = events.contains(where: \.isEdit) ? nil : state.trashedAt
        if draft.imported?.trashedAt != trashedAt { events.append(.trashed(draft.imported?.trashedAt)) }
        return events
    }

    /// Events for photos that the history lacks, and for the face that was picked.
    private func photoEvents(beyond state: EntryState, _ album: [PhotoFacts]) -> [Change.Event] {
        let missing = (draft.imported?.photos ?? []).map(\.facts).filter { facts in
            !photos.contains { $0.described == facts && $0.picture != nil }
        }
        var events = (album + missing).filter { state.photo(named: $0.sha256) == nil }.map(Change.Event.photo)
        let isPicked = (state.photos + state.removedPhotos).contains { $0.pickedAt != nil }
        if let face = draft.imported?.face, !isPicked { events.append(.pick(FacePick(index: face))) }
        return events
    }

    /// The facts of a photo as it is stored at first; `nil` for one that was not decoded.
    func facts(of photo: PreparedPhoto) -> PhotoFacts? {
        guard let picture = photo.picture else { return nil }
        if let replaced = photo.replaced { return replaced }
        var facts = PhotoFacts(picture, photo.original)
        // Trusts the description only for what the bytes do not tell: which file the photo was made from, and its
        // remarks.
        if let described = photo.described, described.sha256 == facts.sha256 {
            (facts.original, facts.remarks) = (described.original, described.remarks)
        }
        return facts
    }

    /// Whether the bytes of the photos confirm this change of its history, as far as it describes one of them.
    private func isTrue(_ change: ChangeRecord) -> Bool {
        guard case .photo(let facts)? = Change.Event(understanding: change.field, value: change.value),
            let photo = photos.first(where: { $0.described?.sha256 == facts.sha256 && $0.picture != nil }),
            var actual = self.facts(of: photo)
        else { return true }
        actual.remarks = facts.remarks
        return facts == actual
    }

    /// Replaces photos that an export has with more than their picture, and that only have their rows yet.
    func replaceExported(in entry: Int64, _ now: Timestamp, _ db: Database) throws {
        var replacements: [PhotoReplacement] = []
        for photo in photos {
            guard let old = photo.replaced, let picture = photo.picture else { continue }
            let number = try Int64.fetchOne(
                db, sql: "SELECT number FROM image WHERE entry = ? AND sha256 = ? AND NOT here",
                arguments: [entry, Data(hexadecimal: old.sha256)])
            guard let number else { continue }
            let replacement = try PhotoReplacement(
                of: number, by: picture.display.data, thumbnail: picture.thumbnail.data, db)
            if let replacement { replacements.append(replacement) }
        }
        try PhotoReplacement.record(replacements, in: draft.id, now, db)
    }

    /// Nothing is analysed, and paid for, twice, and what was set aside stays so.
    func queueWork(for entry: Int64, _ now: Timestamp, _ db: Database) throws {
        try Job.queueWork(for: entry, now, db)
        guard let imported = draft.imported, imported.status == .failed || imported.status == .skipped else { return }
        try db.execute(
            sql: """
                UPDATE job SET state = ?, reason = ? WHERE number = (
                    SELECT number FROM job WHERE image IN (\(EntryRow.photos(of: "?"))) ORDER BY kind = 'upload' LIMIT 1)
                """,
            arguments: [imported.status.rawValue, try imported.reason?.kept, entry])
    }
}

/// - Throws: ``StoreError/badInput(_:)`` for a tag that is too long.
func checkTags(_ tags: [String]) throws {
    guard let tag = tags.lazy.compactMap(tagName).first(where: { $0.utf8.count > mostTagBytes }) else { return }
    throw StoreError.badInput(
        CodedMessage(
            "tag.long",
            [
                "text": .text(String(tag.unicodeScalars.prefix(20))), "most": .number(mostTagBytes),
                "bytes": .number(tag.utf8.count),
            ]))
}

private func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.compactMap(tagName).filter { seen.insert($0).inserted }
}

extension Picture {
    /// Stores the photo's bytes with its row in an entry, unless they are there.
    func insert(for entry: Int64, _ facts: PhotoFacts, _ db: Database) throws {
        let image = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT number FROM image WHERE entry = ? AND sha256 = ? AND NOT here"),
            arguments: [entry, Data(hexadecimal: facts.sha256)])
        if let image { try insert(for: image, db) }
    }

    /// Stores the photo's bytes with its row.
    func insert(for image: Int64, _ db: Database) throws {
        try Picture.insert(display.data, thumbnail: thumbnail.data, for: image, db)
    }

    /// Stores a photo's bytes with its row.
    static func insert(_ photo: Data, thumbnail: Data, for image: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO photo (image, jpeg) VALUES (?, ?)", arguments: [image, photo])
        try db.execute(sql: "INSERT INTO thumbnail (image, jpeg) VALUES (?, ?)", arguments: [image, thumbnail])
        try db.execute(sql: "UPDATE image SET here = 1 WHERE number = ?", arguments: [image])
    }
}

extension PhotoFacts {
    init(_ picture: Picture, _ original: Digest) {
        let display = picture.display
        self.init(
            sha256: SHA256.digest(of: display.data).hex, original: original.hex, width: display.width,
            height: display.height, bytes: display.data.count, remarks: picture.remarks.map(\.message))
    }
}
