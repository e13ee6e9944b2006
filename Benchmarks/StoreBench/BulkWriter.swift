import Foundation
import GRDB
import Journal
import Storage

/// Writes made-up entries directly into a journal's tables, a hundred times faster than the program would. The rows are
/// the same; `BulkWriterTests` compares them.
struct BulkWriter {
    private let db: Database
    private let device: Data
    private var clock: Int64 = 0
    private var number: Int64 = 0

    /// Fills a new journal with an author's entries.
    ///
    /// - Parameter picture: the JPEGs of an entry's photo. Without it, entries have photos as on a device that has not
    ///   received them.
    static func fill(
        _ folder: JournalFolder, count: Int, by author: Author,
        picture: (@Sendable (Int) -> (photo: Data, thumbnail: Data))? = nil
    ) async throws {
        try await Store.open(folder).close()
        let queue = try DatabaseQueue(path: folder.database)
        try await queue.writeWithoutTransaction { db in
            var author = author
            // If interrupted, it has to start again.
            try db.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
            var writer = try BulkWriter(db)
            for start in stride(from: 0, to: count, by: 50_000) {
                try db.inTransaction {
                    for index in start..<min(start + 50_000, count) {
                        try writer.write(author.entry(index), picture?(index))
                    }
                    return .commit
                }
            }
            try db.checkpoint(.truncate)
        }
        try queue.close()
    }

    private init(_ db: Database) throws {
        self.db = db
        device = try Data.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'device'") ?? Data()
    }

    private mutating func write(_ entry: MadeUpEntry, _ picture: (photo: Data, thumbnail: Data)?) throws {
        number += 1
        try log(entry)
        try insert(
            "entry (number, id, time, zone, day, felt, note, private, offset)",
            [
                number, Data(entry.id.bytes), entry.moment.time.milliseconds, entry.moment.zone.description,
                entry.moment.day.description, entry.felt?.rawValue, entry.note, entry.isPrivate, entry.moment.offset,
            ])
        for tag in entry.tags { try insert("tag (entry, name)", [number, tag]) }
        try insert(
            "search (rowid, note, tags, pieces)", [number, entry.note ?? "", entry.tags.joined(separator: " "), ""])
        if let photo = entry.photo {
            try insert(
                "image (number, entry, position, here, width, height, bytes, sha256, original)",
                [
                    number, number, 0, picture != nil, photo.width, photo.height, photo.bytes, bytes(photo.sha256),
                    bytes(photo.original),
                ])
        }
        if let picture {
            try insert("photo (image, jpeg)", [number, picture.photo])
            try insert("thumbnail (image, jpeg)", [number, picture.thumbnail])
        }
        if let answer = entry.answer { try write(answer, of: entry) }
    }

    private mutating func write(_ answer: FaceAnalysis, of entry: MadeUpEntry) throws {
        let stamp = try log(
            "analysis", "{\"analyzer\":\"\(answer.analyzer)\",\"photo\":\"\(entry.photo?.sha256 ?? "")\"}", of: entry,
            at: answer.at)
        let faces = try jsonLine(answer.faces)
        try insert(
            "analysis (image, analyzer, time, faces, raw, clock, device)",
            [
                number, answer.analyzer, answer.at.milliseconds, String(decoding: faces, as: UTF8.self), faces, stamp,
                device,
            ])
        let analysis = db.lastInsertedRowID
        try db.execute(sql: "UPDATE image SET analysis = ? WHERE number = ?", arguments: [analysis, number])
        let seen = Seen(answer)
        try db.cachedStatement(
            sql: "UPDATE entry SET analysis = ?, seen = ?, confidence = ?, valence = ? WHERE number = ?"
        ).execute(arguments: [
            analysis, seen.dominant?.emotion.rawValue, seen.dominant?.confidence, seen.valence, number,
        ])
    }

    /// The changes, in the order in which the program logs them.
    private mutating func log(_ entry: MadeUpEntry) throws {
        let now = entry.moment.time
        if entry.isPrivate { try log("private", "true", of: entry, at: now) }
        let moment = entry.moment
        try log(
            "moment",
            """
            {"day":"\(moment.day)","offset":\(moment.offset),"time":\(moment.time.milliseconds),"zone":"\(moment.zone)"}
            """, of: entry, at: now)
        if let felt = entry.felt { try log("felt", "\(felt.rawValue)", of: entry, at: now) }
        if let note = entry.note { try log("note", "\"\(note)\"", of: entry, at: now) }
        for tag in entry.tags { try log("tag", "{\"add\":\"\(tag)\"}", of: entry, at: now) }
        if let photo = entry.photo {
            try log("photo", String(decoding: try jsonLine(photo), as: UTF8.self), of: entry, at: now)
        }
    }

    @discardableResult
    private mutating func log(_ field: String, _ value: String, of entry: MadeUpEntry, at time: Timestamp) throws
        -> Int64
    {
        clock = max(clock + 1, time.milliseconds << 16)
        try insert("change (clock, device, entry, field, value)", [clock, device, Data(entry.id.bytes), field, value])
        return clock
    }

    private func insert(_ columns: String, _ values: StatementArguments) throws {
        let count = columns.count { $0 == "," } + 1
        let places = repeatElement("?", count: count).joined(separator: ", ")
        try db.cachedStatement(sql: "INSERT INTO \(columns) VALUES (\(places))").execute(arguments: values)
    }

    private func bytes(_ digits: String) -> Data {
        let digits = Array(digits.utf8)
        func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        return Data(stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) })
    }
}
