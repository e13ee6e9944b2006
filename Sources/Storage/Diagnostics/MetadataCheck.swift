import Foundation
import GRDB
import GRDBSQLite
import ImageOps
import Journal

/// Whether stored photos tell more than their picture, as those of earlier versions do: their colour profile may name a
/// display by its serial number.
enum MetadataCheck {
    /// - Parameter thoroughly: whether to look at all of every picture, and not only at what comes before its first scan.
    static func findings(thoroughly: Bool, _ db: Database) throws -> [DiagnosticFinding] {
        let images = try Row.fetchAll(
            db, sql: "SELECT number, entry FROM image WHERE here ORDER BY entry, number"
        ) { row in (number: try row[0] as Int64, entry: try row[1] as Int64) }
        var told: [Int64: Int] = [:], order: [Int64] = []
        for (number, entry) in images where try tellsMore(number, thoroughly: thoroughly, db) {
            if told[entry] == nil { order.append(entry) }
            told[entry, default: 0] += 1
        }
        guard !order.isEmpty else {
            return [DiagnosticFinding("metadata", .ok, "No photo tells more than its picture.")]
        }
        var findings = try order.map { entry in
            let count = told[entry] ?? 0, name = try ContentCheck.name(entry, db)
            return DiagnosticFinding(
                "metadata", .note,
                (count == 1 ? "A photo of entry \(name) tells" : "\(count) photos of entry \(name) tell")
                    + " more than the picture.")
        }
        let count = told.values.reduce(0, +)
        findings.append(
            DiagnosticFinding(
                "metadata", .wrong,
                (count == 1 ? "1 photo was" : "\(count) photos were")
                    + " stored by an earlier version with more than the picture, usually a colour profile that may name a "
                    + "device, and sent like that.",
                remedy: "`journal doctor --repair-photos` rewrites them without it."))
        return findings
    }

    private static func tellsMore(_ image: Int64, thoroughly: Bool, _ db: Database) throws -> Bool {
        for table in ["photo", "thumbnail"] {
            if thoroughly {
                let whole = try Data.fetchOne(
                    db.cachedStatement(sql: "SELECT jpeg FROM \(table) WHERE image = ?"), arguments: [image])
                if let whole, let bare = StoredJPEG.bare(whole), bare != whole { return true }
            } else {
                // All of it only if its head is that long. That it cannot be read is for the thorough check to tell.
                let tells = [6000, Int32.max].lazy.compactMap { most in
                    start(of: image, in: table, most: most, db).flatMap { StoredJPEG.tellsMore(start: $0) }
                }.first
                if tells == true { return true }
            }
        }
        return false
    }

    /// The beginning of a picture, of which SQLite reads no more than that.
    private static func start(of image: Int64, in table: String, most: Int32, _ db: Database) -> Data? {
        var handle: OpaquePointer?
        guard sqlite3_blob_open(db.sqliteConnection, "main", table, "jpeg", image, 0, &handle) == SQLITE_OK else {
            return nil
        }
        defer { sqlite3_blob_close(handle) }
        var start = Data(count: Int(min(sqlite3_blob_bytes(handle), most)))
        let count = Int32(start.count)
        let code = start.withUnsafeMutableBytes { sqlite3_blob_read(handle, $0.baseAddress, count, 0) }
        return code == SQLITE_OK ? start : nil
    }
}
