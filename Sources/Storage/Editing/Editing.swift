import Foundation
import GRDB
public import Journal

/// What is to become of an entry. What is not mentioned stays.
public struct Edit: Sendable {
    /// What is to become of a value that may be missing.
    public enum Update<Value: Sendable>: Sendable {
        case keep
        case set(Value)
        case clear
    }

    /// When it was taken.
    public var moment: Moment?
    /// How its author felt.
    public var felt = Update<Felt>.keep
    /// Their words.
    public var note = Update<String>.keep
    /// The tags it is to have, and no others.
    public var tags: [String]?
    /// Tags it gets.
    public var addedTags: [String] = []
    /// Tags it loses.
    public var removedTags: [String] = []
    /// Whether it never leaves this machine.
    public var isPrivate: Bool?
    /// The face that counts, as an index into the answer's faces; cleared, the largest counts.
    public var face = Update<Int>.keep

    /// Nothing yet.
    public init() {}
}

extension Store {
    /// Changes an entry. What it said before stays in its ``history(of:)``; an entry in the trash comes back, unless the
    /// edit is about its privacy only.
    ///
    /// Making an entry private takes its work out of the queue, and its photo off the remote at the next sync, if no other
    /// entry uses it.
    ///
    /// - Parameters:
    ///   - number: a ``Revision/number`` to bring back before that.
    ///   - check: looks at the entry as it is before; what it throws leaves the entry so.
    /// - Throws: ``StoreError``, ``StoreError/badInput(_:)`` for a face or a revision that is not there; nothing is changed
    ///   then.
    public func edit(
        _ id: EntryID, _ edit: Edit, bringingBack number: Int? = nil, now: Timestamp,
        check: (@Sendable (Entry) throws -> Void)? = nil
    ) async throws -> Entry {
        try await write { db in
            try check?(Store.existingEntry(id, db))
            if let number { try Store.bringBack(revision: number, of: id, now, db) }
            return try Store.apply(edit, to: id, now, db)
        }
    }

    /// The same with an edit that may depend on the entry as it is before, which is read when `edit` asks for it.
    public func edit(
        _ id: EntryID, now: Timestamp, _ edit: @escaping @Sendable (() throws -> Entry) throws -> Edit
    ) async throws -> Entry {
        try await write { db in
            let edit = try edit { try Store.existingEntry(id, db) }
            return try Store.apply(edit, to: id, now, db)
        }
    }

    /// - Parameter isRestoring: whether it is taken out of the trash, whatever the edit is about.
    static func apply(
        _ edit: Edit, to id: EntryID, isRestoring: Bool = false, _ now: Timestamp, _ db: Database
    ) throws -> Entry {
        let history = try ChangeLog.changes(of: id, db)
        let state = EntryState(history)
        if case .set(let face) = edit.face { try check(face, of: existingEntry(id, db)) }
        var events = edit.events(on: state)
        if isRestoring, state.trashedAt != nil { events.insert(.trashed(nil), at: 0) }
        if !events.isEmpty, state.moment != nil {
            try ChangeLog(db).record(events, to: id, after: history, now: now)
            if let isPrivate = edit.isPrivate, isPrivate != state.isPrivate {
                try Job.follow(privacy: isPrivate, of: id, now, db)
            }
        }
        return try existingEntry(id, db)
    }

    private static func check(_ face: Int, of entry: Entry) throws {
        let count = entry.seen?.analysis.faces.count ?? 0
        guard (0..<count).contains(face) else {
            let found = count == 0 ? "no face was found in this entry" : "this entry has \(count) of them"
            throw StoreError.badInput("There is no face \(face + 1): \(found).")
        }
    }
}

extension Edit {
    /// What has to happen for the entry to become as asked; nothing for what it is already.
    fileprivate func events(on state: EntryState) -> [Change.Event] {
        var events: [Change.Event] = []
        // Saying the same time again moves no entry to another day.
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
        if case .some(let new) = face.value(insteadOf: state.face) { events.append(.face(new)) }
        return events
    }
}

extension Edit.Update where Value: Equatable {
    /// The new value; `nil` when nothing is to change.
    fileprivate func value(insteadOf old: Value?) -> Value?? {
        switch self {
        case .keep: nil
        case .set(let new): new == old ? nil : .some(.some(new))
        case .clear: old == nil ? nil : .some(nil)
        }
    }
}
