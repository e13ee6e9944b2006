import Foundation
import GRDB
import Journal
import Messages

/// The journal's change log, within one transaction. It is the only way to log anything, and projects whatever it logs
/// in the same call, so that no entry lags behind its changes.
///
/// Whatever does not follow from changes (the bytes of photos, work for a sync) is stored separately by the caller.
struct ChangeLog {
    private let db: Database

    /// The log of the journal that `db` writes.
    init(_ db: Database) {
        self.db = db
    }

    /// Logs what happened to an entry on this device, in this order, and projects the entry.
    ///
    /// - Parameters:
    ///   - history: the entry's changes so far, if the caller has read them.
    ///   - answers: what analyzers said of its photos, logged after the events.
    ///   - dropping: rows of photos that the events destroy, even if another photo of the same file remains.
    ///   - now: the time by this machine's clock.
    /// - Returns: the entry's number in this file; `nil` if it is purged.
    /// - Throws: ``StoreError/broken(_:)`` if the journal has lost its device's name.
    @discardableResult
    func record(
        _ events: [Change.Event], to id: EntryID, after history: [Change]? = nil, answers: [AnalysisPayload] = [],
        dropping: Set<Int64> = [], now: Timestamp
    ) throws -> Int64? {
        let history = try history ?? ChangeLog.changes(of: id, db)
        let (changes, answers) = try append(events, to: id, after: history, answers, now)
        if id == DiarySettings.entry, DiarySettings(history).projectsUnlike(DiarySettings(history + changes)) {
            try Store.markForProjection(db)
        }
        return try Projection(of: id, history + changes).write(to: db, adding: answers, dropping: dropping)
    }

    /// The same for an entry that is not here: a new one, or one from an export.
    ///
    /// - Parameters:
    ///   - records: its history.
    ///   - beyond: what has happened since, given the state that the history leads to.
    func restore(
        _ id: EntryID, from records: [ChangeRecord],
        beyond: (EntryState) throws -> (events: [Change.Event], answers: [AnalysisPayload]), now: Timestamp
    ) throws -> Int64? {
        for record in records { try insert(record) }
        // A new entry has no history to read.
        let history = try records.isEmpty ? [] : ChangeLog.changes(of: id, db)
        let since = try beyond(EntryState(history))
        let (changes, answers) = try append(since.events, to: id, after: history, since.answers, now)
        let projection = Projection(of: id, history + changes)
        let earlier = try AnalysisPayload.takeOut(of: id, projection.state, db)
        return try projection.write(to: db, adding: earlier.merging(answers) { $1 })
    }

    /// Takes in changes from elsewhere: logs those that are new here, and projects their entries.
    ///
    /// - Parameter before: called for each entry with new changes, with its new state, while its rows are still the old
    ///   ones.
    /// - Returns: the entries with new changes, each with its number in this file: `nil` if it is purged, or if no
    ///   change has said yet when it was taken.
    /// - Throws: ``StoreError/badInput(_:)`` for something that is not a change.
    func receive(
        _ records: [ChangeRecord], now: Timestamp, before: (EntryID, EntryState) throws -> Void
    ) throws -> [(id: EntryID, number: Int64?)] {
        let settings = try Store.diarySettings(db)
        let fresh = try records.map { (record: $0, entries: try insert($0)) }
        let touched = Set(fresh.flatMap(\.entries))
        let purges = fresh.filter { !$0.entries.isEmpty }.map(\.record)
        if touched.contains(DiarySettings.entry), settings.projectsUnlike(try Store.diarySettings(db)) {
            try Store.markForProjection(db)
        }
        return try touched.sorted().map { id in
            try Purge.blankPurgedPhotos(of: id, db)
            let projection = Projection(of: id, try ChangeLog.changes(of: id, db))
            try before(id, projection.state)
            let answers = try AnalysisPayload.takeOut(of: id, projection.state, db)
            let replaced = try ReplacedPhotos(of: id, projection.state, by: purges, now, db)
            let number = try projection.write(to: db, adding: answers, dropping: replaced.rows)
            try replaced.keep(now, db)
            return (id, number)
        }
    }

    private func append(
        _ events: [Change.Event], to id: EntryID, after history: [Change], _ answers: [AnalysisPayload],
        _ now: Timestamp
    ) throws -> (changes: [Change], answers: [ChangeStamp: AnalysisPayload]) {
        var clock = try DeviceClock(db, now: now, after: history)
        let changes = try (events.map(\.storable) + answers.map { .analysis($0.source) }).map { event in
            let (field, value) = try event.record
            var stamp = try clock.tick()
            // Only a stamp at the end of time may be taken, by a change to another entry.
            while try !StampedText(stamp, id, field.rawValue, value).insert(db) { stamp = try clock.tick() }
            return Change(stamp, event)
        }
        let answering = zip(changes.suffix(answers.count).map(\.stamp), answers)
        return (changes, Dictionary(uniqueKeysWithValues: answering))
    }

    /// Returns the entries that something new is said of.
    @discardableResult
    private func insert(_ record: ChangeRecord) throws -> [EntryID] {
        guard record.isChange, let change = StampedText(record) else {
            throw StoreError.badInput(CodedMessage("change.invalid"))
        }
        if try change.insert(db) { return [change.entry] }
        return try Collision(with: change, db)?.resolve(db) ?? []
    }
}

extension Change.Event {
    /// Most readers of SQLite's texts stop at a NUL, so a note loses its NULs to keep what follows them.
    fileprivate var storable: Change.Event {
        if case .note(let text?) = self { .note(text.replacing("\u{0}", with: "")) } else { self }
    }
}

extension ChangeLog {
    /// All changes of an entry that this program understands, oldest first.
    ///
    /// - Throws: ``DamagedEntry``: without one of its changes, an entry would be another.
    static func changes(of entry: EntryID, _ db: Database) throws -> [Change] {
        do {
            return try Row.fetchAll(statement(db), arguments: [Data(entry.bytes)], Change.init).compactMap(\.self)
        } catch is DamagedValue {
            throw DamagedEntry(id: entry, part: "history")
        }
    }

    /// The same without those that are damaged.
    static func soundChanges(of entry: EntryID, _ db: Database) throws -> [Change] {
        try Row.fetchAll(statement(db), arguments: [Data(entry.bytes)]) { row in try? Change(row) }.compactMap(\.self)
    }

    private static func statement(_ db: Database) throws -> Statement {
        try db.cachedStatement(
            sql: "SELECT clock, device, field, value FROM change WHERE entry = ? ORDER BY clock, device")
    }
}

extension Change {
    /// The change in a row with `clock`, `device`, `field` and `value`; `nil` for one that only a newer program
    /// understands.
    ///
    /// - Throws: ``DamagedValue``.
    fileprivate init?(_ row: borrowing Row) throws {
        let (field, value) = (try row[2] as String, try row[3] as String)
        let stamp = ChangeStamp(clock: try row[0], device: try row[1])
        guard let event = Event(understanding: field, value: value) else {
            // Not to understand that an entry is private would publish it.
            guard isJSON(value), field != ChangeField.private.rawValue else { throw DamagedValue("value") }
            return nil
        }
        self.init(stamp, event)
    }
}
