import Cryptography
import Foundation
import GRDB
import JSON
import Journal
import Messages

/// Reads entries from rows: the query that all lists, pages and lookups share, and how its rows become values.
enum EntryRow {
    /// What to select: a row for each photo of an entry. Conditions can refer to the entry as `e`.
    private static let selection = """
        SELECT e.*, i.position, i.width, i.height, i.bytes, i.sha256, i.remarks, i.here,
            (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE entry = e.number ORDER BY name)) AS tags,
            a.number AS answer, a.analyzer, a.time AS analyzed, a.faces, i.picked AS pickedFace,
            j.state, j.reason
        FROM entry e
        LEFT JOIN image i ON i.entry = e.number AND i.position IS NOT NULL
        LEFT JOIN analysis a ON a.number = i.analysis
        LEFT JOIN job j ON j.number = (
            SELECT number FROM job WHERE image IN (\(photos(of: "e.number")))
            ORDER BY state = 'failed' DESC, state = 'skipped' DESC LIMIT 1)
        """

    /// The numbers of an entry's photos, without removed ones.
    static func photos(of entry: String) -> String {
        "SELECT number FROM image WHERE entry = \(entry) AND position IS NOT NULL"
    }

    /// The entries with these numbers, in this order.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for values that this program never writes.
    static func entries(_ numbers: [Int64], _ db: Database) throws -> [Entry] {
        // One statement for all: columns are looked up by name, and the names are prepared once per statement.
        let entries = try entries(
            where: "e.number IN (SELECT value FROM json_each(?))",
            [String(decoding: try jsonLine(numbers), as: UTF8.self)], db)
        return try numbers.map { number in
            guard let entry = entries[number] else {
                throw StoreError.broken(CodedMessage("damage.entry", ["number": .number(Int(number))]))
            }
            return entry
        }
    }

    /// The entry with this ID; `nil` if there is none.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for values that this program never writes.
    static func entry(_ id: EntryID, _ db: Database) throws -> Entry? {
        try entries(where: "e.id = ?", [Data(id.bytes)], db).values.first
    }

    private static func entries(
        where condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [Int64: Entry] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "\(selection) WHERE \(condition)"), arguments: arguments)
        var entries: [Int64: Entry] = [:]
        var positions: [Int64: [Int]] = [:]
        while let row = try rows.next() {
            let number: Int64 = row["number"]
            let photo = try photo(row)
            if entries[number] == nil { entries[number] = try entry(row) }
            guard let photo else { continue }
            let position: Int = row["position"]
            let index = positions[number, default: []].count { $0 < position }
            positions[number, default: []].insert(position, at: index)
            entries[number]?.photos.insert(photo, at: index)
            if photo.isCounting { entries[number]?.seen = photo.seen }
        }
        return entries
    }

    /// The entry in a row, without its photos and what was seen in them.
    private static func entry(_ row: Row) throws -> Entry {
        guard let id = EntryID(bytes: row["id"] as Data) else {
            throw StoreError.broken(CodedMessage("damage.entry", ["number": .number(row["number"])]))
        }
        return Entry(
            id: id,
            moment: Moment(
                time: Timestamp(milliseconds: row["time"]), zone: Zone(kept: row["zone"]), offset: row["offset"],
                day: LocalDay(row["day"] as String)),
            felt: (row["felt"] as Int?).flatMap(Felt.init(rawValue:)),
            note: row["note"],
            tags: try strings(row["tags"]),
            isPrivate: row["private"],
            status: status(row, isSeen: row["analysis"] as Int64? != nil),
            reason: try (row["reason"] as String?).map(message),
            trashedAt: (row["trashed"] as Int64?).map(Timestamp.init(milliseconds:)))
    }

    private static func photo(_ row: Row) throws -> Entry.Photo? {
        guard let sha256 = row["sha256"] as Data? else { return nil }
        var photo = Entry.Photo(
            width: row["width"], height: row["height"], bytes: row["bytes"], sha256: hexadecimal(sha256),
            remarks: try remarks(row["remarks"]), seen: try seen(row), isHere: row["here"])
        photo.isCounting = photo.seen != nil && row["answer"] == row["analysis"] as Int64?
        return photo
    }

    private static func seen(_ row: Row) throws -> Seen? {
        guard let faces = row["faces"] as String? else { return nil }
        let analysis = FaceAnalysis(
            analyzer: row["analyzer"], at: Timestamp(milliseconds: row["analyzed"]),
            faces: try self.faces(faces))
        return Seen(analysis, pickedFace: row["pickedFace"])
    }

    private static func status(_ row: Row, isSeen: Bool) -> Entry.Status {
        switch (row["state"] as String?).flatMap(Job.State.init(rawValue:)) {
        case .waiting: .queued
        case .failed: .failed
        case .skipped: .skipped
        case nil: isSeen ? .analyzed : .none
        }
    }

    /// Reads a stored list of texts.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for a value that this program never writes.
    static func strings(_ json: String) throws -> [String] {
        guard let elements = JSONValue(json)?.elements else { throw damaged(json) }
        return try elements.map { element in
            guard let text = element.string else { throw damaged(json) }
            return text
        }
    }

    /// Reads a stored coded message.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for a value that this program never writes.
    static func message(_ json: String) throws -> CodedMessage {
        do { return try JSONDecoder().decode(CodedMessage.self, from: Data(json.utf8)) } catch { throw damaged(json) }
    }

    /// Reads the stored remarks about a photo.
    private static func remarks(_ json: String) throws -> [CodedMessage] {
        // Nearly always there are none, and lists are long.
        if json == "[]" { return [] }
        do { return try JSONDecoder().decode([CodedMessage].self, from: Data(json.utf8)) } catch { throw damaged(json) }
    }

    /// Reads the stored faces of an answer.
    ///
    /// - Throws: ``StoreError/broken(_:)`` for a value that this program never writes.
    static func faces(_ json: String) throws -> [Face] {
        guard let elements = JSONValue(json)?.elements else { throw damaged(json) }
        return try elements.map { element in
            guard let face = Face(element) else { throw damaged(json) }
            return face
        }
    }

    private static func damaged(_ json: String) -> StoreError {
        .broken(CodedMessage("damage.content", ["text": .text(String(json.prefix(40)))]))
    }
}
