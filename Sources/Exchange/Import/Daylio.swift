import Foundation
import Journal
import Storage
import Synchronization

/// Daylio's CSV: one row per entry, newest first. Columns are found by their names; unknown columns are kept in the
/// note.
enum Daylio {
    /// The bytes that may separate fields, as different spreadsheets write them.
    private static let separators = ",;\t|".utf8.map { $0 }
    /// The most moods of different names.
    private static let mostMoods = 500

    /// How a document writes Daylio's rows; `nil` if it has other rows, or none.
    ///
    /// - Throws: ``ExchangeError``.
    static func separator(of document: Document, _ encoding: TextEncoding) throws -> UInt8? {
        try separators.first { separator in
            var rows = try rows(of: document, encoding, separator)
            guard let header = try? rows.next()?.fields else { return false }
            return Set(header.map(columnName)).isSuperset(of: ["full_date", "time", "mood"])
        }
    }

    /// The names of a document's first row, whatever it is.
    static func header(of document: Document, _ encoding: TextEncoding) -> [String]? {
        var rows = try? rows(of: document, encoding, UInt8(ascii: ","))
        return try? rows?.next()?.fields
    }

    /// Excel writes `sep=;` above the first row.
    private static func rows(of document: Document, _ encoding: TextEncoding, _ separator: UInt8) throws -> CSVReader {
        var rows = CSVReader(try document.text(encoding), separator: separator)
        guard try encoding.decoded(document.start(32)).hasPrefix("sep=") else { return rows }
        _ = try? rows.next()
        return rows
    }

    /// Counts the rows and the moods of other names than ours.
    ///
    /// - Throws: ``ExchangeError/badInput(_:)`` if quotes do not match.
    static func survey(
        _ document: Document, _ encoding: TextEncoding, _ separator: UInt8
    ) throws -> (count: Int, moods: [(name: String, count: Int)]) {
        do {
            var rows = try rows(of: document, encoding, separator)
            let columns = (try rows.next()?.fields ?? []).map(columnName)
            var places: [String: Int] = [:]
            var moods: [(name: String, count: Int)] = []
            var count = 0
            while let row = try rows.next() {
                count += 1
                let mood = DaylioRow(columns, row.fields).mood
                guard !mood.isEmpty, Felt(mood) == nil else { continue }
                if let place = places[moodKey(mood)] {
                    moods[place].count += 1
                } else {
                    places[moodKey(mood)] = moods.count
                    moods.append((mood, 1))
                }
                guard moods.count <= mostMoods, mood.utf8.count <= 1000 else {
                    throw ExchangeError.badInput("line \(row.line): there are more moods than anybody has")
                }
            }
            return (count, moods)
        } catch ExchangeError.badInput(let reason) {
            throw ExchangeError.badInput("\(document.name), \(reason).")
        }
    }

    /// What its moods are called.
    static func moodKey(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// The entries of a document.
    struct Entries: EntrySource {
        private let document: Document
        private let encoding: TextEncoding
        private let separator: UInt8
        private let zone: Zone
        private let moods: @Sendable (String) -> Felt?
        private var rows: CSVReader?
        private var columns: [String] = []
        private var occurrences = Occurrences()

        /// - Parameters:
        ///   - zone: the zone of their times.
        ///   - moods: what the names of moods mean, by their ``moodKey(_:)``.
        init(
            _ document: Document, _ encoding: TextEncoding, _ separator: UInt8, zone: Zone,
            moods: @escaping @Sendable (String) -> Felt?
        ) {
            self.document = document
            self.encoding = encoding
            self.separator = separator
            self.zone = zone
            self.moods = moods
        }

        /// Ids are derived from date, time and text, not from moods and activities, which can be renamed for all entries at
        /// once.
        mutating func next() throws -> WrittenEntry? {
            if rows == nil {
                rows = try Daylio.rows(of: document, encoding, separator)
                columns = (try rows?.next()?.fields ?? []).map(columnName)
            }
            guard let row = try rows?.next() else { return nil }
            let name = "\(document.name), line \(row.line)"
            guard row.isText else { return WrittenEntry(name: name, problem: "it has bytes that are not UTF-8") }
            // Text beyond the last column would be lost, for instance after an unquoted comma.
            guard !row.fields.dropFirst(columns.count).contains(where: { !$0.isEmpty }) else {
                return WrittenEntry(
                    name: name, problem: "it has \(row.fields.count) fields, but there are \(columns.count) columns")
            }
            let values = DaylioRow(columns, row.fields)
            let key = occurrences.number(["daylio", values.date, values.time, values.title, values.keyNote])
            let (zone, moods) = (zone, moods)
            return WrittenEntry(name: name, weight: row.fields.reduce(0) { $0 + $1.utf8.count }) { _ in
                guard let local = WrittenClock.local(day: values.date, time: values.time) else {
                    throw EntryProblem("“\(values.date) \(values.time)” is not a date and time")
                }
                let moment = Moment(local, in: zone)
                var draft = Draft(
                    id: EntryID(derivedFrom: key, at: Moment(local, in: .utc).time), moment: moment,
                    felt: moods(moodKey(values.mood)) ?? Felt(values.mood), note: values.text, tags: values.activities)
                draft.meansItsPhoto = false
                guard !draft.isEmpty else { throw EntryProblem("it has no mood and no note") }
                return ReadEntry(draft: draft, remarks: clockChange(local, moment))
            }
        }
    }
}

private func columnName(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces).lowercased()
}

/// A row's values, by column name.
private struct DaylioRow: Sendable {
    var date = ""
    var time = ""
    var mood = ""
    var activities: [String] = []
    var title = ""
    /// The note as HTML.
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
            case "note": note = value
            case "date", "weekday": break
            default: if !value.isEmpty { others.append("\(column): \(value)") }
            }
        }
    }

    var text: String? {
        let parts = [plainText(html: title), plainText(html: note), others.joined(separator: "\n")]
            .filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    /// The note as earlier versions read it, by which they knew an entry again.
    var keyNote: String { note.replacing(/<br ?\/?>/, with: "\n") }
}
