import Foundation
import GRDB
import Journal

/// An analyzer's answer as the value of a change that is on its way between devices. In a journal's file the answer lies
/// in `analysis`, named by the change, as soon as its entry is there.
struct AnalysisPayload: Codable {
    private var analyzer: String
    private var time: Int64
    private var faces: [Face]
    private var raw: Data

    /// The answer in a row of `analysis`; `nil` when the row has none.
    init?(_ row: Row) throws {
        guard let raw = row["raw"] as Data? else { return nil }
        self.raw = raw
        analyzer = row["analyzer"]
        time = row["time"]
        faces = try EntryRow.faces(row["faces"])
    }

    /// An answer and the bytes it came as.
    init(_ analysis: FaceAnalysis, raw: Data) {
        analyzer = analysis.analyzer
        time = analysis.at.milliseconds
        faces = analysis.faces
        self.raw = raw
    }

    /// The answer as the views read it.
    var analysis: FaceAnalysis {
        FaceAnalysis(analyzer: analyzer, at: Timestamp(milliseconds: time), faces: faces)
    }

    /// The answer in a change's value.
    ///
    /// - Throws: `DecodingError` when it holds none.
    init(json: String) throws {
        self = try JSONDecoder().decode(AnalysisPayload.self, from: Data(json.utf8))
    }

    func json() throws -> String {
        String(decoding: try jsonLine(self), as: UTF8.self)
    }

    /// Takes the answers out of an entry's changes that came with them; they belong where the answers are, as soon as the
    /// entry is there.
    static func takeOut(
        of id: EntryID, _ state: EntryState, _ db: Database
    ) throws -> [(ChangeStamp, AnalysisPayload)] {
        guard state.moment != nil, state.analysis != nil else { return [] }
        let changes = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, clock, device, value FROM change
                    WHERE entry = ? AND field = 'analysis' AND value LIKE '{%'
                    """),
            arguments: [Data(id.bytes)])
        return try changes.compactMap { change in
            guard let device = UInt64(bigEndianBytes: change["device"]) else { return nil }
            let answer = try AnalysisPayload(json: change["value"])
            try db.execute(
                sql: "UPDATE change SET value = 'null' WHERE number = ?", arguments: [change["number"] as Int64])
            return (ChangeStamp(clock: change["clock"], device: device), answer)
        }
    }

    /// Puts it where the answers are.
    ///
    /// - Parameters:
    ///   - entry: the number of its entry.
    ///   - stamp: the change that brought it.
    func insert(for entry: Int64, _ stamp: ChangeStamp, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO analysis (entry, analyzer, time, faces, raw, clock, device) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry, analyzer, time, String(decoding: try jsonLine(faces), as: UTF8.self), raw, stamp.clock,
            stamp.device.bigEndianBytes,
        ])
    }
}
