import Foundation
import GRDB
import Journal

/// Whether the journal's content is consistent, beyond what SQLite's own rules ensure.
enum ContentCheck {
    static func findings(_ db: Database) throws -> [DiagnosticFinding] {
        try photoFindings(db) + jobFindings(db) + searchFindings(db)
    }

    /// A photo has three rows: its facts, the picture, the thumbnail.
    private static func photoFindings(_ db: Database) throws -> [DiagnosticFinding] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT i.entry, max(part) = 1 AS lacksItsBytes, i.here FROM (
                    SELECT number AS image, 1 AS part FROM image UNION ALL SELECT image, 2 FROM photo
                    UNION ALL SELECT image, 3 FROM thumbnail)
                JOIN image i ON i.number = image
                GROUP BY image HAVING count(*) <> iif(i.here, 3, 1) OR NOT i.here AND i.position IS NOT NULL
                """)
        return try rows.map { row in
            let name = try name(row["entry"], db)
            guard row["lacksItsBytes"] else {
                return DiagnosticFinding(
                    "photos", .wrong, "A photo of entry \(name) is incomplete: a part of it is missing.",
                    remedy: "Restore a backup that has it.")
            }
            return DiagnosticFinding(
                "photos", .wrong, "A photo of entry \(name) is not in this journal.",
                remedy: "`journal add` the file it was made from, `journal import` an export that has it, or restore a "
                    + "backup.")
        }
    }

    private static func jobFindings(_ db: Database) throws -> [DiagnosticFinding] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT j.number, i.entry, j.kind, e.private FROM job j
                JOIN image i ON i.number = j.image JOIN entry e ON e.number = i.entry
                WHERE NOT i.here OR e.private
                """)
        guard !rows.isEmpty else { return [DiagnosticFinding("jobs", .ok, "Every waiting job has a photo to send.")] }
        return try rows.map { row in
            let why = row["private"] ? "which is private" : "whose photo is not here"
            return DiagnosticFinding(
                "jobs", .wrong,
                "A job (\(row["kind"] as String)) is waiting for entry \(try name(row["entry"], db)), \(why): it will never be done.",
                remedy: "While no `journal` is running: sqlite3 journal.sqlite 'DELETE FROM job WHERE number = "
                    + "\(row["number"] as Int64)'")
        }
    }

    private static func searchFindings(_ db: Database) throws -> [DiagnosticFinding] {
        var unknown = try Int64.fetchAll(
            db,
            sql: """
                SELECT e.number FROM entry e LEFT JOIN search s ON s.rowid = e.number
                WHERE s.note IS NOT coalesce(e.note, '') OR s.tags IS NOT \(SearchIndex.tags(of: "e.number"))
                """)
        let indexed = try Row.fetchCursor(db, sql: "SELECT rowid, note, tags, pieces FROM search")
        while let row = try indexed.next() {
            let isCurrent = SearchIndex.pieces(of: row["note"] ?? "", tags: row["tags"] ?? "") == row["pieces"] ?? ""
            if !isCurrent, !unknown.contains(row["rowid"]) { unknown.append(row["rowid"]) }
        }
        let strays = try Int64.fetchAll(
            db, sql: "SELECT rowid FROM search WHERE rowid NOT IN (SELECT number FROM entry)")
        guard !unknown.isEmpty || !strays.isEmpty else {
            return [DiagnosticFinding("search", .ok, "Search finds every note and tag.")]
        }
        var findings = try unknown.map { number in
            DiagnosticFinding(
                "search", .wrong, "Search does not have the current words of entry \(try name(number, db)).",
                remedy: "Edit its note; that updates the search index.")
        }
        findings += strays.map { number in
            DiagnosticFinding(
                "search", .wrong, "Search has words of an entry that does not exist (number \(number)).",
                remedy:
                    "While no `journal` is running: sqlite3 journal.sqlite 'DELETE FROM search WHERE rowid = \(number)'"
            )
        }
        return findings
    }

    /// The id and day by which people know an entry.
    static func name(_ number: Int64, _ db: Database) throws -> String {
        let row = try Row.fetchOne(db, sql: "SELECT id, day FROM entry WHERE number = ?", arguments: [number])
        guard let row, let id = EntryID(bytes: row["id"] as Data) else { return "number \(number)" }
        return "\(id.hexDigits.suffix(Store.shortestSuffix)) (\(row["day"] as String))"
    }
}
