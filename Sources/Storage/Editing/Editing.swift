import Cryptography
import Foundation
import GRDB
import ImageOps
public import Journal
import Messages

/// Changes to an entry. Whatever is not mentioned stays.
public struct Edit: Sendable {
    /// A change to a value that may be missing.
    public enum Update<Value: Sendable>: Sendable {
        case keep
        case set(Value)
        case clear
    }

    /// When it was taken. It counts for the day that the diary's end of the day makes of it.
    public var moment: Moment?
    /// How the author felt.
    public var felt = Update<Felt>.keep
    /// The author's words.
    public var note = Update<String>.keep
    /// All tags the entry should have.
    public var tags: [String]?
    /// Tags to add.
    public var addedTags: [String] = []
    /// Tags to remove.
    public var removedTags: [String] = []
    /// Whether it must never leave this machine.
    public var isPrivate: Bool?
    /// The face that counts: an index into the faces in the answer about the photo that decides what was seen. If
    /// cleared, the largest counts.
    public var face = Update<Int>.keep
    /// The photo that ``face`` is in, if not the one that decides: its SHA-256, 64 hexadecimal digits.
    public var facePhoto: String?
    /// Photos to remove, by their SHA-256. Their bytes stay, and adding a photo again brings it back.
    public var removedPhotos: [String] = []

    /// No changes.
    public init() {}
}

extension Store {
    /// Edits an entry. Earlier values stay in its ``history(of:)``. An entry in the trash is restored, unless only its
    /// privacy changes.
    ///
    /// Making an entry private removes its work from the queue; the next sync deletes its photo from the remote, unless
    /// another entry uses it.
    ///
    /// - Parameters:
    ///   - photos: photos to add after those it has.
    ///   - number: a ``Revision/number`` to bring back first.
    ///   - check: examines the entry before the edit; if it throws, nothing changes.
    /// - Throws: `PictureError` for bytes that are not a photo, ``StoreError``, ``StoreError/badInput(_:)`` for a face,
    ///   photo or revision that does not exist. Nothing changes then.
    public func edit(
        _ id: EntryID, _ edit: Edit, adding photos: [PhotoSource] = [], bringingBack number: Int? = nil, now: Timestamp,
        check: (@Sendable (Entry) throws -> Void)? = nil
    ) async throws -> Entry {
        let prepared = photos.isEmpty ? nil : try await PreparedDraft(forNewJournal: Draft(id: id, photos: photos))
        return try await write { db in
            try check?(Store.existingEntry(id, db))
            if let number { try Store.bringBack(revision: number, of: id, now, db) }
            return try Store.apply(edit, to: id, adding: prepared, now, db)
        }
    }

    /// The same with an edit that may depend on the entry's current state, which is read when `edit` asks for it.
    public func edit(
        _ id: EntryID, now: Timestamp, _ edit: @escaping @Sendable (() throws -> Entry) throws -> Edit
    ) async throws -> Entry {
        try await write { db in
            let edit = try edit { try Store.existingEntry(id, db) }
            return try Store.apply(edit, to: id, now, db)
        }
    }

    /// - Parameters:
    ///   - prepared: the photos to add; a photo whose bytes are here already needs none.
    ///   - isRestoring: whether to take the entry out of the trash, whatever the edit changes.
    static func apply(
        _ edit: Edit, to id: EntryID, adding prepared: PreparedDraft? = nil, isRestoring: Bool = false,
        _ now: Timestamp, _ db: Database
    ) throws -> Entry {
        let history = try ChangeLog.changes(of: id, db)
        let state = EntryState(history)
        try checkTags(((edit.tags ?? []) + edit.addedTags).filter { state.tags[$0] == nil })
        var edit = edit
        if let moment = edit.moment { edit.moment = moment.counted(by: try diarySettings(db).dayEnd) }
        var events = edit.events(on: state)
        if edit.concernsPhotos {
            events += try edit.photoEvents(on: state, existingEntry(id, db))
        }
        let album = prepared?.album ?? []
        events += prepared?.additions(to: state) ?? []
        if isRestoring, state.trashedAt != nil { events.insert(.trashed(nil), at: 0) }
        if !events.isEmpty, state.moment != nil {
            let number = try ChangeLog(db).record(events, to: id, after: history, now: now)
            if let number { for (facts, picture) in album { try picture.insert(for: number, facts, db) } }
            if let isPrivate = edit.isPrivate, isPrivate != state.isPrivate {
                try Job.follow(privacy: isPrivate, of: id, now, db)
            } else if let number, !album.isEmpty || !edit.removedPhotos.isEmpty, !state.isPrivate {
                try Job.queueWork(for: number, now, db)
            }
        }
        return try existingEntry(id, db)
    }
}

extension PreparedDraft {
    /// The events that add the photos to an entry.
    fileprivate func additions(to state: EntryState) -> [Change.Event] {
        photos.compactMap { photo in
            if let known = state.photo(madeFrom: photo.original.hex) {
                return known.isPresent ? nil : .photo(known.facts)
            }
            return facts(of: photo).map(Change.Event.photo)
        }
    }
}

extension Edit {
    /// The events that make the edit's changes; none for values that are the same already.
    fileprivate func events(on state: EntryState) -> [Change.Event] {
        var events: [Change.Event] = []
        // Setting the same time again must not move an entry to another day.
        if let moment, state.moment.map(moment.isSameTime) != true { events.append(.moment(moment)) }
        if case .some(let new) = felt.value(insteadOf: state.felt) { events.append(.felt(new)) }
        if case .some(let new) = note.value(insteadOf: state.note) { events.append(.note(new)) }
        let wanted = tags.map { Set($0.compactMap(tagName)) }
        let added = Set(addedTags.compactMap(tagName)).union(wanted ?? [])
        for tag in added.subtracting(state.tags.keys).sorted() { events.append(.tagged(tag)) }
        let unwanted = wanted.map { Set(state.tags.keys).subtracting($0) } ?? []
        for tag in Set(removedTags.compactMap(tagName)).union(unwanted).sorted() {
            if let added = state.tags[tag] { events.append(.untagged(tag, added.sorted())) }
        }
        if let isPrivate, isPrivate != state.isPrivate { events.append(.isPrivate(isPrivate)) }
        return events
    }

    fileprivate var concernsPhotos: Bool {
        if case .keep = face { !removedPhotos.isEmpty } else { true }
    }

    /// The events that change its photos.
    ///
    /// - Throws: ``StoreError/badInput(_:)`` for a face or photo that does not exist.
    fileprivate func photoEvents(on state: EntryState, _ entry: Entry) throws -> [Change.Event] {
        // A photo's bytes here may come from another version of the program, so that their name differs from the one in
        // the changes. The order is the same.
        let album = Dictionary(
            zip(entry.photos.map(\.sha256), zip(entry.photos, state.photos)), uniquingKeysWith: { first, _ in first })
        func named(_ name: String) throws -> (shown: Entry.Photo, state: PhotoState) {
            guard let photo = album[name] else {
                throw StoreError.badInput(CodedMessage("entry.photo", ["id": .text(entry.id.description)]))
            }
            return photo
        }
        let removals = try removedPhotos.map { name in
            let photo = try named(name).state
            return Change.Event.unphoto(sha256: photo.facts.sha256, photo.adds.sorted())
        }
        switch face {
        case .keep: return removals
        case .clear:
            let cleared = try facePhoto.map { [try named($0).state] } ?? state.photos
            return removals
                + cleared.filter { $0.pick != nil }.map { .pick(FacePick(photo: $0.facts.sha256, index: nil)) }
        case .set(let index):
            let deciding = entry.countingPhoto.map { entry.photos[$0] } ?? entry.photo
            let (shown, photo) = try (facePhoto ?? deciding?.sha256).map(named) ?? (nil, nil)
            let seen = shown?.seen
            guard let photo, let seen, seen.analysis.faces.indices.contains(index) else {
                let count = seen?.analysis.faces.count ?? 0
                throw StoreError.badInput(
                    count == 0
                        ? CodedMessage("entry.face.none", ["number": .number(index + 1)])
                        : CodedMessage("entry.face", ["number": .number(index + 1), "count": .number(count)]))
            }
            let faces = seen.analysis.faces
            if photo == state.pickedPhoto, photo.pick?.index(in: faces) == index { return removals }
            let pick = FacePick(
                photo: photo.facts.sha256, analyzer: seen.analysis.analyzer, index: index, box: faces[index].box)
            return removals + [.pick(pick)]
        }
    }
}

extension Edit.Update where Value: Equatable {
    /// The new value; `nil` if it does not change.
    fileprivate func value(insteadOf old: Value?) -> Value?? {
        switch self {
        case .keep: nil
        case .set(let new): new == old ? nil : .some(.some(new))
        case .clear: old == nil ? nil : .some(nil)
        }
    }
}
