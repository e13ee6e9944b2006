import Foundation
import GRDB
public import Journal
public import Messages

extension Store {
    /// The settings of the diary.
    ///
    /// - Throws: ``StoreError``.
    public func diarySettings() async throws -> DiarySettings {
        try await read { db in try Store.diarySettings(db) }
    }

    static func diarySettings(_ db: Database) throws -> DiarySettings {
        // Every command reads them, and none needs them as much as its entries.
        DiarySettings(try ChangeLog.soundChanges(of: DiarySettings.entry, db))
    }

    /// Changes a setting of the diary, on this device and, once it has heard of it, on every other. Entries that it concerns
    /// are projected anew.
    ///
    /// - Parameters:
    ///   - value: as it is stored; `nil` for the default.
    ///   - progress: told from time to time which share of the entries is projected, in 0…1.
    /// - Throws: ``StoreError``.
    public func set(
        _ name: DiarySettings.Name, to value: String?, now: Timestamp,
        progress: @Sendable (Double) -> Void = { _ in }
    ) async throws {
        try await write { db in
            _ = try ChangeLog(db).record(
                [.setting(name: name.rawValue, value: value)], to: DiarySettings.entry, now: now)
        }
        try await projectAnew(progress)
    }

    /// Whether the author of the journal has not been told this on this machine yet; from now on they have.
    ///
    /// - Throws: ``StoreError``.
    public func isNews(_ message: CodedMessage) async throws -> Bool {
        let text = String(decoding: try jsonLine(message), as: UTF8.self)
        return try await write { db in
            guard try Store.setting("told", db) != text else { return false }
            try Store.set("told", text, db)
            return true
        }
    }

    /// How many photos each analyzer has answered for, by its name.
    ///
    /// - Throws: ``StoreError``.
    public func answerCounts() async throws -> [String: Int] {
        try await read { db in
            let counts = try Row.fetchAll(
                db,
                sql: """
                    SELECT analyzer, count(DISTINCT image) FROM analysis WHERE typeof(analyzer) = 'text' GROUP BY analyzer
                    """
            ) { row in (try row[0] as String, try row[1] as Int) }
            return Dictionary(counts) { $0 + $1 }
        }
    }
}

extension DiarySettings {
    /// Whether entries that are projected by these settings have to be projected anew for others. The end of the day is not
    /// among what decides that: an entry keeps the day it was written on.
    func projectsUnlike(_ other: DiarySettings) -> Bool {
        analyzer != other.analyzer
    }
}
