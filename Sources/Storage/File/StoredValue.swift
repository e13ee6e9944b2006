import Foundation
import GRDB
import GRDBSQLite
import JSON
import Journal
import Messages

/// A type that the journal's file holds.
protocol StoredValue {
    /// `nil` if the column holds something else.
    init?(_ row: SQLiteStatement, _ column: CInt)
}

extension Optional: StoredValue where Wrapped: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        if sqlite3_column_type(row, column) == SQLITE_NULL {
            self = .none
        } else {
            guard let value = Wrapped(row, column) else { return nil }
            self = .some(value)
        }
    }
}

extension Int64: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard sqlite3_column_type(row, column) == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_int64(row, column)
    }
}

extension Int: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let value = Int64(row, column) else { return nil }
        self.init(exactly: value)
    }
}

/// 0 or 1.
extension Bool: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let value = Int64(row, column), value == 0 || value == 1 else { return nil }
        self = value == 1
    }
}

/// A finite number.
extension Double: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        let type = sqlite3_column_type(row, column)
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_double(row, column)
        guard isFinite else { return nil }
    }
}

/// Valid UTF-8.
extension String: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard sqlite3_column_type(row, column) == SQLITE_TEXT, let bytes = sqlite3_column_text(row, column) else {
            return nil
        }
        let count = Int(sqlite3_column_bytes(row, column))
        guard let text = String(validating: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) else {
            return nil
        }
        self = text
    }
}

extension Data: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard sqlite3_column_type(row, column) == SQLITE_BLOB else { return nil }
        // SQLite has no pointer for a blob of no bytes.
        guard let bytes = sqlite3_column_blob(row, column) else {
            self.init()
            return
        }
        self.init(bytes: bytes, count: Int(sqlite3_column_bytes(row, column)))
    }
}

extension EntryID: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let bytes = Data(row, column) else { return nil }
        self.init(bytes: bytes)
    }
}

/// A device: eight bytes.
extension UInt64: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let bytes = Data(row, column) else { return nil }
        self.init(bigEndianBytes: bytes)
    }
}

/// A time that can be calculated with.
extension Timestamp: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let milliseconds = Int64(row, column) else { return nil }
        self.init(milliseconds: milliseconds)
        guard isPlausible else { return nil }
    }
}

extension LocalDay: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let text = String(row, column) else { return nil }
        self.init(text)
    }
}

extension StoredValue where Self: RawRepresentable, RawValue: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let value = RawValue(row, column) else { return nil }
        self.init(rawValue: value)
    }
}

extension Felt: StoredValue {}
extension Emotion: StoredValue {}
extension Job.Kind: StoredValue {}
extension Job.State: StoredValue {}

extension CodedMessage: StoredValue {
    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let json = String(row, column),
            let message = try? JSONDecoder().decode(CodedMessage.self, from: Data(json.utf8))
        else { return nil }
        self = message
    }
}

/// What is odd about a photo, as JSON.
struct StoredRemarks: StoredValue {
    let remarks: [CodedMessage]

    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let json = String(row, column) else { return nil }
        // Nearly always there are none, and lists are long.
        guard json != "[]" else {
            remarks = []
            return
        }
        guard let remarks = try? JSONDecoder().decode([CodedMessage].self, from: Data(json.utf8)) else { return nil }
        self.remarks = remarks
    }
}

/// The faces of an answer, as JSON.
struct StoredFaces: StoredValue {
    let faces: [Face]

    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let json = String(row, column), let elements = JSONValue(json)?.elements else { return nil }
        let faces = elements.compactMap { Face($0) }
        guard faces.count == elements.count, faces.allSatisfy(\.canBeShown) else { return nil }
        self.faces = faces
    }
}

extension Face {
    /// Whether its numbers are anywhere near percents and fractions. An analyzer's own may be a little beyond.
    fileprivate var canBeShown: Bool {
        let range = -1000.0...1000
        return range.contains(confidence) && [box.left, box.top, box.width, box.height].allSatisfy(range.contains)
            && emotions.values.allSatisfy(range.contains)
            && attributes.values.allSatisfy { range.contains($0.confidence) }
    }
}

/// The tags of an entry, as a list in JSON.
struct StoredTags: StoredValue {
    let names: [String]

    init?(_ row: SQLiteStatement, _ column: CInt) {
        guard let json = String(row, column), let elements = JSONValue(json)?.elements else { return nil }
        names = elements.compactMap(\.string)
        guard names.count == elements.count else { return nil }
    }

    /// An SQL expression for the tags of an entry, given its number. A tag that is no text becomes null.
    static func selection(of entry: String) -> String {
        """
        (SELECT json_group_array(iif(typeof(name) = 'text', name, NULL))
            FROM (SELECT name FROM tag WHERE entry = \(entry) ORDER BY name)) AS tags
        """
    }
}
