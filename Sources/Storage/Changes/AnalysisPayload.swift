import Foundation
import GRDB
import Journal

/// An analyzer's answer, as the value of a change that travels between devices. In a journal's file, the answer is in
/// the table `analysis`, which names the change, as soon as its photo is known there; the change itself then only has
/// the source.
struct AnalysisPayload: Codable {
    private var photo: String?
    private var analyzer: String
    private var time: Int64
    private var faces: [Face]
    private var raw: Data

    /// The answer in a row of `analysis`; `nil` if the row has none.
    init?(_ row: borrowing Row, source: AnswerSource) throws {
        guard let raw = try row["raw"] as Data? else { return nil }
        self.raw = raw
        photo = source.photo
        analyzer = try row["analyzer"]
        time = try (row["time"] as Timestamp).milliseconds
        faces = try (row["faces"] as StoredFaces).faces
    }

    /// An answer about a photo, and the bytes it was received as.
    ///
    /// - Parameter photo: SHA-256 of the photo; `nil` for the earliest of its entry.
    init(_ analysis: FaceAnalysis, of photo: String?, raw: Data) {
        self.photo = photo
        analyzer = analysis.analyzer
        time = analysis.at.milliseconds
        faces = analysis.faces
        self.raw = raw
    }

    /// The photo and the analyzer.
    var source: AnswerSource { AnswerSource(photo: photo, analyzer: analyzer) }

    /// The answer as views read it.
    var analysis: FaceAnalysis {
        FaceAnalysis(analyzer: analyzer, at: Timestamp(milliseconds: time), faces: faces)
    }

    /// The answer in a change's value; `nil` if there is none, or none that this program can show.
    init?(understanding json: String) {
        guard let answer = try? JSONDecoder().decode(AnalysisPayload.self, from: Data(json.utf8)),
            answer.analysis.isPlausible
        else { return nil }
        self = answer
    }

    /// Whether a change's value contains an answer, even one that this program cannot read.
    static func isIn(_ json: String) -> Bool { json.contains("\"raw\":") }

    func json() throws -> String {
        String(decoding: try jsonLine(self), as: UTF8.self)
    }

    /// Moves the answers out of an entry's changes into `analysis` once their photo is known. Answers that this program
    /// cannot read stay where they are.
    static func takeOut(
        of id: EntryID, _ state: EntryState, _ db: Database
    ) throws -> [ChangeStamp: AnalysisPayload] {
        guard state.moment != nil, state.photo(named: nil) != nil else { return [:] }
        let changes = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, clock, device, value FROM change
                    WHERE entry = ? AND field = 'analysis' AND json_type(value, '$.raw') IS NOT NULL
                    """),
            arguments: [Data(id.bytes)]
        ) { row in
            (
                number: try row[0] as Int64, stamp: ChangeStamp(clock: try row[1], device: try row[2]),
                answer: AnalysisPayload(understanding: try row[3])
            )
        }
        var answers: [ChangeStamp: AnalysisPayload] = [:]
        for (number, stamp, answer) in changes {
            guard let answer, state.photo(named: answer.photo) != nil else { continue }
            try db.execute(
                sql: "UPDATE change SET value = ? WHERE number = ?",
                arguments: [try Change.Event.analysis(answer.source).record.value, number])
            answers[stamp] = answer
        }
        return answers
    }

    /// Stores the answer in `analysis`.
    ///
    /// - Parameters:
    ///   - image: the number of its photo.
    ///   - stamp: the change that brought it.
    func insert(for image: Int64, _ stamp: ChangeStamp, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO analysis (image, analyzer, time, faces, raw, clock, device) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            image, analyzer, time, String(decoding: try jsonLine(faces), as: UTF8.self), raw, stamp.clock,
            stamp.device.bigEndianBytes,
        ])
    }
}
