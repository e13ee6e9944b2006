import Foundation
import Journal
import Storage

/// Daylio's CSV: one row per entry, newest first. Columns are found by their names; unknown columns are kept in the
/// note.
struct Daylio: EntrySource {
    var count: Int? { rows.count }
    private(set) var foreignMoods: [(name: String, count: Int)]
    private let name: String
    private let zone: Zone
    private let rows: [NumberedRow]
    private var moods: [String: Felt] = [:]
    private var position = 0

    /// Whether these column names are Daylio's.
    static func writes(_ header: [String]) -> Bool {
        let columns = Set(header.map(columnName))
        return columns.isSuperset(of: ["full_date", "time", "mood"])
    }

    /// The entries in a file's content; `zone` is the zone of their times.
    ///
    /// - Throws: ``ExchangeError/badInput(_:)``.
    init(_ content: Data, name: String, zone: Zone) throws {
        self.name = name
        self.zone = zone
        do {
            rows = try Self.rows(content)
        } catch ExchangeError.badInput(let reason) {
            throw ExchangeError.badInput("\(name), \(reason).")
        }
        var counts: [(name: String, count: Int)] = []
        for mood in rows.map(\.values.mood) where !mood.isEmpty && Felt(mood) == nil {
            if let known = counts.firstIndex(where: { moodKey($0.name) == moodKey(mood) }) {
                counts[known].count += 1
            } else {
                counts.append((mood, 1))
            }
        }
        foreignMoods = counts
    }

    mutating func translate(_ moods: [String: Felt]) {
        for (name, felt) in moods { self.moods[moodKey(name)] = felt }
        foreignMoods.removeAll { self.moods[moodKey($0.name)] != nil }
    }

    mutating func next() throws -> Incoming? {
        guard position < rows.count else { return nil }
        defer { position += 1 }
        let row = rows[position]
        let felt = moods[moodKey(row.values.mood)] ?? Felt(row.values.mood)
        let zone = zone
        return Incoming(name: "\(name), line \(row.line)") {
            if let problem = row.problem { throw EntryProblem(problem) }
            guard let local = row.values.local else {
                throw EntryProblem("“\(row.values.date) \(row.values.time)” is not a date and time")
            }
            var draft = Draft(
                id: EntryID(derivedFrom: row.key, at: Moment(local, in: .utc).time), moment: Moment(local, in: zone),
                felt: felt, note: row.values.text, tags: row.values.activities)
            draft.meansItsPhoto = false
            guard !draft.isEmpty else { throw EntryProblem("it has no mood and no note") }
            return ReadEntry(draft: draft)
        }
    }

    private struct NumberedRow: Sendable {
        var line: Int
        var key: [String]
        var values: DaylioRow
        /// Why it cannot be read; `nil` if it can.
        var problem: String?
    }

    /// Ids are derived from date, time and text, not from moods and activities, which can be renamed for all entries at
    /// once.
    private static func rows(_ content: Data) throws -> [NumberedRow] {
        var reader = CSVReader(content)
        let columns = (try reader.next()?.fields ?? []).map(columnName)
        var occurrences = Occurrences()
        var rows: [NumberedRow] = []
        while let row = try reader.next() {
            let values = DaylioRow(columns, row.fields)
            let key = occurrences.number(["daylio", values.date, values.time, values.title, values.note])
            // Text beyond the last column would be lost, for instance after an unquoted comma.
            let isTooLong = row.fields.dropFirst(columns.count).contains { !$0.isEmpty }
            let problem = isTooLong ? "it has \(row.fields.count) fields, but there are \(columns.count) columns" : nil
            rows.append(NumberedRow(line: row.line, key: key, values: values, problem: problem))
        }
        return rows
    }
}

private func columnName(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces).lowercased()
}

private func moodKey(_ name: String) -> String {
    name.trimmingCharacters(in: .whitespaces).lowercased()
}

/// A row's values, by column name.
private struct DaylioRow: Sendable {
    var date = ""
    var time = ""
    var mood = ""
    var activities: [String] = []
    var title = ""
    var note = ""
    /// Columns added by newer versions, such as scales.
    var others: [String] = []

    init(_ columns: [String], _ fields: [String]) {
        for (column, field) in zip(columns, fields) {
            let value = field.trimmingCharacters(in: .whitespacesAndNewlines)
            switch column {
            case "full_date": date = value
            case "time": time = value
            case "mood": mood = value
            case "activities": activities = value.split(separator: "|").map(String.init)
            case "note_title": title = value
            case "note": note = value.replacing(/<br ?\/?>/, with: "\n")
            case "date", "weekday": break
            default: if !value.isEmpty { others.append("\(column): \(value)") }
            }
        }
    }

    var text: String? {
        let parts = [title, note, others.joined(separator: "\n")].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    /// `2026-11-23` and `08:14`, `8:14 am` or `8:14 p.m.`.
    var local: LocalTime? {
        let words = time.lowercased().filter { $0 != "." && !$0.isWhitespace }
        let clock = words.prefix { $0.isNumber || $0 == ":" }
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard let day = LocalDay(date), numbers.count == 2, let hour = numbers[0], let minute = numbers[1] else {
            return nil
        }
        switch words.dropFirst(clock.count) {
        case "": return LocalTime(day: day, hour: hour, minute: minute)
        case "am", "pm":
            let isAfternoon = words.hasSuffix("pm")
            guard (1...12).contains(hour) else { return nil }
            return LocalTime(day: day, hour: hour % 12 + (isAfternoon ? 12 : 0), minute: minute)
        default: return nil
        }
    }
}
