import Cryptography
import Foundation
import GRDB
import Journal

/// Projects an entry's photos into their rows.
struct ProjectedPhotos {
    private let entry: Int64
    /// By the SHA-256 of the file that each was made from.
    private var rows: [String: Stored] = [:]

    /// A photo's row.
    private struct Stored: Decodable {
        var number: Int64
        var sha256: String
        var original: String
        var position: Int?
        var picked: Int?
        var analysis: Int64?
        /// The change that brought the answer.
        var clock: Int64?
        var device: String?

        var answer: ChangeStamp? {
            guard let clock, let device = device.flatMap({ UInt64($0, radix: 16) }) else { return nil }
            return ChangeStamp(clock: clock, device: device)
        }
    }

    /// The answer that counts for a photo or an entry.
    struct Counting: Equatable {
        /// The answer's number.
        var analysis: Int64
        /// The face that was picked in it; `nil` if the largest counts.
        var pickedFace: Int?
    }

    /// An SQL expression for the rows of the photos of an entry `e`, so that one query reads them with the entry.
    static let selection = """
        (SELECT json_group_array(json_object(
            'number', i.number, 'sha256', lower(hex(i.sha256)), 'original', lower(hex(i.original)),
            'position', i.position, 'picked', i.picked, 'analysis', i.analysis, 'clock', a.clock, 'device', hex(a.device)))
        FROM image i LEFT JOIN analysis a ON a.number = i.analysis WHERE i.entry = e.number)
        """

    /// - Parameter album: the value of ``selection``; `nil` for a new entry.
    init(_ album: String?, of entry: Int64) throws {
        self.entry = entry
        guard let album, album != "[]" else { return }
        guard let stored = try? JSONDecoder().decode([Stored].self, from: Data(album.utf8)) else {
            throw DamagedValue("image")
        }
        for row in stored { rows[row.original] = row }
    }

    /// Deletes rows, so that photos of the same files get new ones.
    mutating func drop(_ numbers: Set<Int64>, _ db: Database) throws {
        for row in rows.values where numbers.contains(row.number) {
            try db.execute(sql: "DELETE FROM image WHERE number = ?", arguments: [row.number])
            rows[row.original] = nil
        }
    }

    /// Updates the rows to the state.
    ///
    /// - Returns: the answer that decides what was seen in the entry: the one about the photo in which its author last
    ///   picked a face, or else about the first photo that has one.
    func write(
        _ state: EntryState, adding answers: [ChangeStamp: AnalysisPayload], _ db: Database
    ) throws -> Counting? {
        var numbers: [ChangeStamp: Int64] = [:]
        var inserted: [String: Stored] = [:]
        for (position, photo) in state.photos.enumerated() {
            inserted[photo.facts.original] = try place(photo.facts, at: position, db)
        }
        for photo in state.removedPhotos { inserted[photo.facts.original] = try place(photo.facts, at: nil, db) }
        for row in rows.values where inserted[row.original] == nil {
            guard state.purgedPhotos.contains(row.original) || state.purgedPhotos.contains(row.sha256) else { continue }
            try db.execute(sql: "DELETE FROM image WHERE number = ?", arguments: [row.number])
        }
        for (stamp, answer) in answers.sorted(by: { $0.key < $1.key }) {
            guard let photo = state.photo(named: answer.source.photo), let row = inserted[photo.facts.original] else {
                continue
            }
            try answer.insert(for: row.number, stamp, db)
            numbers[stamp] = db.lastInsertedRowID
        }
        var counting: [String: Counting] = [:]
        for photo in state.photos + state.removedPhotos {
            guard let row = inserted[photo.facts.original] else { continue }
            counting[photo.facts.original] = try writeAnswer(of: photo, row, numbers, db)
        }
        let candidates = [state.pickedPhoto].compactMap(\.self) + state.photos
        return candidates.lazy.compactMap { counting[$0.facts.original] }.first
    }

    private func place(_ photo: PhotoFacts, at position: Int?, _ db: Database) throws -> Stored? {
        if var row = rows[photo.original] {
            guard row.position != position else { return row }
            try db.execute(sql: "UPDATE image SET position = ? WHERE number = ?", arguments: [position, row.number])
            row.position = position
            return row
        }
        guard let sha256 = Data(hexadecimal: photo.sha256), let original = Data(hexadecimal: photo.original) else {
            return nil
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO image (entry, position, width, height, bytes, sha256, original, remarks)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry, position, photo.width, photo.height, photo.bytes, sha256, original,
            String(decoding: try jsonLine(photo.remarks ?? []), as: UTF8.self),
        ])
        return Stored(
            number: db.lastInsertedRowID, sha256: photo.sha256, original: photo.original, position: position)
    }

    private func writeAnswer(
        of photo: PhotoState, _ row: Stored, _ numbers: [ChangeStamp: Int64], _ db: Database
    ) throws -> Counting? {
        let preferred = try photo.answers.count > 1 ? Store.diarySettings(db).analyzer : nil
        guard let stamp = photo.countingAnswer(preferring: preferred) else { return try keep(nil, for: row, db) }
        var known = stamp == row.answer ? row.analysis : numbers[stamp]
        if let known, photo.pick == nil { return try keep(Counting(analysis: known), for: row, db) }
        let answer = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT number, faces FROM analysis WHERE clock = ? AND device = ?"),
            arguments: [stamp.clock, stamp.device.bigEndianBytes]
        ) { row in (number: try row[0] as Int64, faces: try row[1] as StoredFaces) }
        guard let answer else { return try keep(nil, for: row, db) }
        known = answer.number
        let face = photo.pick?.index(in: answer.faces.faces)
        return try keep(known.map { Counting(analysis: $0, pickedFace: face) }, for: row, db)
    }

    private func keep(_ counting: Counting?, for row: Stored, _ db: Database) throws -> Counting? {
        if row.analysis == counting?.analysis, row.picked == counting?.pickedFace { return counting }
        try db.execute(
            sql: "UPDATE image SET analysis = ?, picked = ? WHERE number = ?",
            arguments: [counting?.analysis, counting?.pickedFace, row.number])
        return counting
    }
}
