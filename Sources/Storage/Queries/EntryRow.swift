import Cryptography
import Foundation
import GRDB
import Journal
import Messages

/// Reads entries from rows: the query that all lists, pages and lookups share, and how its rows become values.
enum EntryRow {
    /// Entries that were asked for, in that order.
    struct Found {
        /// Those that are sound, with their numbers.
        var sound: [(number: Int64, entry: Entry)] = []
        /// The others.
        var damaged: [DamagedEntry] = []
    }

    /// What is selected, in this order: a name is looked up for each value, and lists are long.
    fileprivate enum Column: Int {
        case number, id, time, zone, offset, day, felt, note, isPrivate, trashed, analysis
        case position, width, height, bytes, sha256, remarks, here, picked
        case tags, answer, analyzer, analyzed, faces, state, reason
    }

    /// A row for each photo of an entry. Conditions can refer to the entry as `e`.
    private static let selection = """
        SELECT e.number, e.id, e.time, e.zone, e.offset, e.day, e.felt, e.note, e.private, e.trashed, e.analysis,
            i.position, i.width, i.height, i.bytes, i.sha256, i.remarks, i.here, i.picked,
            \(StoredTags.selection(of: "e.number")), a.number AS answer, a.analyzer, a.time AS analyzed, a.faces,
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

    /// The entries with these numbers, in this order. One that cannot be read does not keep the others from being read.
    static func entries(_ numbers: [Int64], _ db: Database) throws -> Found {
        // One statement for all, prepared once.
        let albums = try albums(
            where: "e.number IN (SELECT value FROM json_each(?))",
            [String(decoding: try jsonLine(numbers), as: UTF8.self)], db)
        var found = Found()
        for number in numbers {
            switch albums[number] {
            case .success(let album): found.sound.append((number, album.entry))
            case .failure(let damage): found.damaged.append(damage)
            case nil: found.damaged.append(DamagedEntry(number: number, part: "number"))
            }
        }
        return found
    }

    /// The entry with this ID; `nil` if there is none.
    ///
    /// - Throws: ``DamagedEntry``.
    static func entry(_ id: EntryID, _ db: Database) throws -> Entry? {
        try albums(where: "e.id = ?", [Data(id.bytes)], db).values.first?.get().entry
    }

    /// An entry, and where its photos so far belong.
    fileprivate struct Album {
        var entry: Entry
        var positions: [Int] = []
    }

    private static func albums(
        where condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [Int64: Result<Album, DamagedEntry>] {
        var albums: [Int64: Result<Album, DamagedEntry>] = [:]
        try Row.forEach(db.cachedStatement(sql: "\(selection) WHERE \(condition)"), arguments: arguments) { row in
            let number: Int64 = try row[.number]
            do {
                var album = try albums[number]?.get() ?? Album(entry: entry(row))
                // Else it would be copied for each photo.
                albums[number] = nil
                if let photo = try photo(row) { album.insert(photo, at: try row[.position]) }
                albums[number] = .success(album)
            } catch let damage as DamagedValue {
                albums[number] = .failure(DamagedEntry(id: try? row[.id], number: number, part: damage.column))
            } catch let damage as DamagedEntry {
                albums[number] = .failure(damage)
            }
        }
        return albums
    }

    /// The entry in a row, without its photos and what was seen in them.
    private static func entry(_ row: borrowing Row) throws -> Entry {
        let offset: Int = try row[.offset]
        guard offset.magnitude <= Moment.furthestOffset else { throw DamagedValue("offset") }
        let day: LocalDay = try row[.day]
        let moment = Moment(time: try row[.time], zone: Zone(kept: try row[.zone]), offset: offset, day: day)
        guard moment.day == day else { throw DamagedValue("day") }
        let isSeen = try row[.analysis] as Int64? != nil
        return Entry(
            id: try row[.id], moment: moment, felt: try row[.felt], note: try row[.note],
            tags: try (row[.tags] as StoredTags).names, isPrivate: try row[.isPrivate],
            status: try status(row, isSeen: isSeen), reason: try row[.reason], trashedAt: try row[.trashed])
    }

    private static func photo(_ row: borrowing Row) throws -> Entry.Photo? {
        guard let sha256 = try row[.sha256] as Data? else { return nil }
        let (width, height, bytes): (Int, Int, Int) = (try row[.width], try row[.height], try row[.bytes])
        guard (1...65_535).contains(width), (1...65_535).contains(height), (1...(1 << 30)).contains(bytes) else {
            throw DamagedValue("size")
        }
        var photo = Entry.Photo(
            width: width, height: height, bytes: bytes, sha256: hexadecimal(sha256),
            remarks: try (row[.remarks] as StoredRemarks).remarks, seen: try seen(row), isHere: try row[.here])
        photo.isCounting = try photo.seen != nil && row[.answer] == row[.analysis] as Int64?
        return photo
    }

    private static func seen(_ row: borrowing Row) throws -> Seen? {
        guard let stored = try row[.faces] as StoredFaces? else { return nil }
        return Seen(
            FaceAnalysis(analyzer: try row[.analyzer], at: try row[.analyzed], faces: stored.faces),
            pickedFace: try row[.picked])
    }

    private static func status(_ row: borrowing Row, isSeen: Bool) throws -> Entry.Status {
        switch try row[.state] as Job.State? {
        case .waiting: .queued
        case .failed: .failed
        case .skipped: .skipped
        case nil: isSeen ? .analyzed : .none
        }
    }
}

extension Row {
    fileprivate subscript<Value: StoredValue>(_ column: EntryRow.Column) -> Value {
        get throws { try self[column.rawValue] }
    }
}

extension EntryRow.Album {
    mutating func insert(_ photo: Entry.Photo, at position: Int) {
        let index = positions.count { $0 < position }
        positions.insert(position, at: index)
        entry.photos.insert(photo, at: index)
        if photo.isCounting { entry.seen = photo.seen }
    }
}
