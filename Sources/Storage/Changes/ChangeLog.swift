import Foundation
import GRDB
import Journal

/// The journal's log of changes, within one transaction, and the only way into it: whatever is logged is projected in the
/// same call, so that no entry ever lags behind its changes.
///
/// What does not follow from changes (the bytes of photos, work for a sync) is put in by whoever has it, afterwards.
struct ChangeLog {
    private let db: Database

    /// The log of the journal that `db` writes.
    init(_ db: Database) {
        self.db = db
    }

    /// Records what happened to an entry on this device, in this order, and makes the entry what its changes then add up to.
    ///
    /// - Parameters:
    ///   - history: the entry's changes so far, for whoever has read them.
    ///   - answers: what analyzers said of its photos, which happened last.
    ///   - now: the time on this machine's clock.
    /// - Returns: the entry's number in this file; `nil` when it is purged.
    /// - Throws: ``StoreError/broken(_:)`` for a journal that lost its device's name.
    @discardableResult
    func record(
        _ events: [Change.Event], to id: EntryID, after history: [Change]? = nil, answers: [AnalysisPayload] = [],
        now: Timestamp
    ) throws -> Int64? {
        let history = try history ?? ChangeLog.changes(of: id, db)
        let (changes, answers) = try append(events, to: id, answers, now)
        if id == DiarySettings.entry { try Store.markForProjection(db) }
        return try Projection(of: id, history + changes).write(to: db, adding: answers)
    }

    /// The same for an entry that is not here: a new one, or one that comes back from an export.
    ///
    /// - Parameters:
    ///   - records: what happened to it before.
    ///   - beyond: what has happened since, to judge by what the records add up to.
    func restore(
        _ id: EntryID, from records: [ChangeRecord],
        beyond: (EntryState) throws -> (events: [Change.Event], answers: [AnalysisPayload]), now: Timestamp
    ) throws -> Int64? {
        for record in records { try insert(record) }
        // A new entry has none, so nothing is read for it.
        let history = try records.isEmpty ? [] : ChangeLog.changes(of: id, db)
        let since = try beyond(EntryState(history))
        let (changes, answers) = try append(since.events, to: id, since.answers, now)
        let projection = Projection(of: id, history + changes)
        let earlier = try AnalysisPayload.takeOut(of: id, projection.state, db)
        return try projection.write(to: db, adding: earlier.merging(answers) { $1 })
    }

    /// Takes in what happened elsewhere: every change that is new here, and what the entries they are about then add up to.
    ///
    /// - Parameter before: called for each entry that something new is said of, with its state after that, while its rows
    ///   are still those of before.
    /// - Returns: the entries that something new is said of, each with its number in this file: `nil` for one that is purged,
    ///   or of which it is not known yet when it was taken.
    /// - Throws: ``StoreError/badInput(_:)`` for what is no change.
    func receive(
        _ records: [ChangeRecord], before: (EntryID, EntryState) throws -> Void
    ) throws -> [(id: EntryID, number: Int64?)] {
        let touched = Set(try records.compactMap(insert))
        if touched.contains(DiarySettings.entry) { try Store.markForProjection(db) }
        return try touched.sorted().map { id in
            try Purge.blankPurgedPhotos(of: id, db)
            let projection = Projection(of: id, try ChangeLog.changes(of: id, db))
            try before(id, projection.state)
            let answers = try AnalysisPayload.takeOut(of: id, projection.state, db)
            return (id, try projection.write(to: db, adding: answers))
        }
    }

    private func append(
        _ events: [Change.Event], to id: EntryID, _ answers: [AnalysisPayload], _ now: Timestamp
    ) throws -> (changes: [Change], answers: [ChangeStamp: AnalysisPayload]) {
        var clock = try DeviceClock(db)
        let changes = try (events.map(\.storable) + answers.map { .analysis($0.source) }).map { event in
            let change = Change(clock.tick(now), event)
            let (field, value) = try event.record
            try insert(change.stamp, id, field.rawValue, value)
            return change
        }
        let answering = zip(changes.suffix(answers.count).map(\.stamp), answers)
        return (changes, Dictionary(uniqueKeysWithValues: answering))
    }

    /// Returns the entry that a change is about, if the change is new here.
    @discardableResult
    private func insert(_ record: ChangeRecord) throws -> EntryID? {
        guard record.isChange, let device = UInt64(record.device, radix: 16), let id = EntryID(record.entry) else {
            throw StoreError.badInput("Invalid change from another device; nothing was applied.")
        }
        let stamp = ChangeStamp(clock: record.clock, device: device)
        return try insert(stamp, id, record.field, record.value, unlessKnown: true) ? id : nil
    }

    /// Returns whether the change was new.
    @discardableResult
    private func insert(
        _ stamp: ChangeStamp, _ id: EntryID, _ field: String, _ value: String, unlessKnown: Bool = false
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO change (clock, device, entry, field, value) VALUES (?, ?, ?, ?, ?)
                \(unlessKnown ? "ON CONFLICT (clock, device) DO NOTHING" : "")
                """
        ).execute(arguments: [stamp.clock, stamp.device.bigEndianBytes, Data(id.bytes), field, value])
        return db.changesCount > 0
    }
}

extension Change.Event {
    /// SQLite's texts end at a NUL for most who read them; a note keeps what comes behind one by losing it.
    fileprivate var storable: Change.Event {
        if case .note(let text?) = self { .note(text.replacing("\u{0}", with: "")) } else { self }
    }
}

extension ChangeLog {
    /// Every change of an entry that this program understands, oldest first.
    static func changes(of entry: EntryID, _ db: Database) throws -> [Change] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT clock, device, field, value FROM change WHERE entry = ? ORDER BY clock, device"),
            arguments: [Data(entry.bytes)])
        return rows.compactMap { row in
            guard let device = UInt64(bigEndianBytes: row["device"]),
                let event = Change.Event(understanding: row["field"], value: row["value"])
            else { return nil }
            return Change(ChangeStamp(clock: row["clock"], device: device), event)
        }
    }
}
