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
        check: @escaping @Sendable (Entry) throws -> Void = { _ in }
    ) async throws -> Entry {
        try await write { db in
            try check(Store.existingEntry(id, db))
            if let number { try Store.bringBack(revision: number, of: id, now, db) }
            return try Store.apply(edit, to: id, now, db)
        }
    }

    static func apply(_ edit: Edit, to id: EntryID, _ now: Timestamp, _ db: Database) throws -> Entry {
        let before = try existingEntry(id, db)
        let events = try edit.events(on: before, EntryState(ChangeLog.changes(of: id, db)))
        guard !events.isEmpty else { return before }
        var log = try ChangeLog(db, now: now)
        for event in events { try log.append(event, to: id) }
        try project(id, db)
        if let isPrivate = edit.isPrivate, isPrivate != before.isPrivate {
            try Job.follow(privacy: isPrivate, of: id, now, db)
        }
        return try existingEntry(id, db)
    }
}

extension Edit {
    /// What has to happen for the entry to become as asked; nothing for what it is already.
    fileprivate func events(on entry: Entry, _ state: EntryState) throws -> [Change.Event] {
        var events: [Change.Event] = []
        if let moment, moment != entry.moment { events.append(.moment(moment)) }
        if case .some(let new) = felt.value(insteadOf: entry.felt) { events.append(.felt(new)) }
        if case .some(let new) = note.value(insteadOf: entry.note) { events.append(.note(new)) }
        let wanted = tags.map { Set($0.compactMap(tagName)) }
        let added = Set(addedTags.compactMap(tagName)).union(wanted ?? [])
        for tag in added.subtracting(entry.tags).sorted() { events.append(.tagged(tag)) }
        let unwanted = wanted.map { Set(entry.tags).subtracting($0) } ?? []
        for tag in Set(removedTags.compactMap(tagName)).union(unwanted).sorted() {
            if let added = state.tags[tag] { events.append(.untagged(tag, added.sorted())) }
        }
        if let isPrivate, isPrivate != entry.isPrivate { events.append(.isPrivate(isPrivate)) }
        if case .some(let new) = face.value(insteadOf: state.face) {
            try check(face: new, of: entry)
            events.append(.face(new))
        }
        return events
    }

    private func check(face: Int?, of entry: Entry) throws {
        guard let face else { return }
        let count = entry.seen?.analysis.faces.count ?? 0
        guard (0..<count).contains(face) else {
            let found = count == 0 ? "no face was found in this entry" : "this entry has \(count) of them"
            throw StoreError.badInput("There is no face \(face + 1): \(found).")
        }
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
