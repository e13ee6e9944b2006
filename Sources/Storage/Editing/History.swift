import GRDB
public import Journal
import Messages

/// A change to an entry, as its history shows it.
public struct Revision: Sendable {
    /// Its place in the entry's history; the first is 1.
    public var number: Int
    /// When it happened, by the clock of the device where it happened.
    public var at: Timestamp
    /// Whether it happened on this device.
    public var isFromHere: Bool
    /// What happened.
    public var event: Change.Event
    /// Whether it can be brought back: a value of the entry's moment, felt or note that is not the current one, or a
    /// photo that was removed.
    public var canBeBroughtBack: Bool
}

extension Revision: Encodable {
    private enum Key: CodingKey {
        case number, at, here, canBeBroughtBack, field, value
    }

    private enum PhotoKey: CodingKey {
        case warnings
    }

    private enum TagKey: CodingKey {
        case add, remove
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(number, forKey: .number)
        try fields.encode(at.iso8601, forKey: .at)
        try fields.encode(isFromHere, forKey: .here)
        try fields.encode(canBeBroughtBack, forKey: .canBeBroughtBack)
        try fields.encode(try event.record.field.rawValue, forKey: .field)
        switch event {
        case .moment(let moment): try fields.encode(moment.iso8601, forKey: .value)
        case .photo(let photo):
            let value = fields.superEncoder(forKey: .value)
            try photo.encode(to: value)
            var sentences = value.container(keyedBy: PhotoKey.self)
            try sentences.encodeIfPresent(photo.remarks?.map(\.english), forKey: .warnings)
        case .felt(let felt): try fields.encode(felt?.rawValue, forKey: .value)
        case .note(let note): try fields.encode(note, forKey: .value)
        case .tagged(let tag):
            var change = fields.nestedContainer(keyedBy: TagKey.self, forKey: .value)
            try change.encode(tag, forKey: .add)
        case .untagged(let tag, _):
            var change = fields.nestedContainer(keyedBy: TagKey.self, forKey: .value)
            try change.encode(tag, forKey: .remove)
        case .isPrivate(let isPrivate): try fields.encode(isPrivate, forKey: .value)
        case .pick(let pick): try fields.encode(pick.index, forKey: .value)
        case .trashed(let time): try fields.encode(time?.iso8601, forKey: .value)
        case .unphoto(let sha256, _), .photoPurged(let sha256, _): try fields.encode(sha256, forKey: .value)
        case .setting(_, let value): try fields.encode(value, forKey: .value)
        case .analysis, .purged: try fields.encodeNil(forKey: .value)
        }
    }
}

extension Store {
    /// The entry's history, newest first, including values that were overwritten here or lost to a later change on
    /// another device.
    ///
    /// - Throws: ``StoreError``.
    public func history(of id: EntryID) async throws -> [Revision] {
        try await read { db in try Store.history(of: id, db) }
    }

    /// Brings back a value from the entry's history, as a new change.
    ///
    /// - Parameter number: the ``Revision/number`` of a revision that can be brought back.
    /// - Throws: ``StoreError``, ``StoreError/badInput(_:)`` if there is no such revision.
    public func bringBack(revision number: Int, of id: EntryID, now: Timestamp) async throws -> Entry {
        try await write { db in
            try Store.bringBack(revision: number, of: id, now, db)
            return try Store.existingEntry(id, db)
        }
    }

    static func bringBack(revision number: Int, of id: EntryID, _ now: Timestamp, _ db: Database) throws {
        let revision = try history(of: id, db).first { $0.number == number }
        guard let revision, revision.event.isRegister else {
            throw StoreError.badInput(CodedMessage("entry.revision", ["number": .number(number)]))
        }
        let number = try ChangeLog(db).record([revision.event], to: id, now: now)
        // A photo that is brought back may never have been sent.
        if case .photo = revision.event, let number, try Store.isPrivate(id, db) == false {
            try Job.queueWork(for: number, now, db)
        }
    }

    private static func history(of id: EntryID, _ db: Database) throws -> [Revision] {
        _ = try existingEntry(id, db)
        let changes = try ChangeLog.changes(of: id, db)
        let device = try DeviceClock.device(db)
        let state = EntryState(changes)
        return changes.enumerated().map { index, change in
            Revision(
                number: index + 1, at: change.stamp.time, isFromHere: change.stamp.device == device,
                event: change.event,
                canBeBroughtBack: change.event.isRegister && !change.event.isPresent(in: state))
        }.reversed()
    }
}

extension Change.Event {
    fileprivate var isRegister: Bool {
        switch self {
        case .moment, .felt, .note, .photo: true
        default: false
        }
    }

    fileprivate func isPresent(in state: EntryState) -> Bool {
        switch self {
        case .moment(let moment): moment == state.moment
        case .felt(let felt): felt == state.felt
        case .note(let note): note == state.note
        case .photo(let photo): !state.removedPhotos.contains { $0.names.contains(photo.sha256) }
        default: false
        }
    }
}
