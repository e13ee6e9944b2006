import Foundation
import GRDB
import Journal

/// Whether the journal's content is consistent, beyond what SQLite's own rules ensure.
enum ContentCheck {
    static func findings(_ db: Database) throws -> [DiagnosticFinding] {
        try entryFindings(db) + photoFindings(db) + jobFindings(db) + searchFindings(db)
    }

    /// Whether everything that is stored of each entry can be read, and all that ever happened to it.
    static func entryFindings(_ db: Database) throws -> [DiagnosticFinding] {
        var damaged: [DamagedEntry] = []
        var numbers = try Int64.fetchAll(db, sql: "SELECT number FROM entry ORDER BY number")[...]
        while !numbers.isEmpty {
            damaged += try EntryRow.entries(Array(numbers.prefix(500)), db).damaged
            numbers = numbers.dropFirst(500)
        }
        let changed = try Row.fetchAll(db, sql: "SELECT DISTINCT entry FROM change") { row in try? row[0] as EntryID }
        for id in changed {
            guard let id else {
                damaged.append(DamagedEntry(part: "history"))
                continue
            }
            do { _ = try ChangeLog.changes(of: id, db) } catch let damage as DamagedEntry { damaged.append(damage) }
        }
        damaged += try Store.observe(EntryFilter(), db).filter { seen in !damaged.contains { $0.number == seen.number }
        }
        return damaged.map { entry in
            DiagnosticFinding(
                "entries", .wrong,
                "Entry \(entry.name) is damaged: its \(entry.part) is not what this program writes. It is left out of lists.",
                remedy:
                    "Restore a backup from before that; entries added since can be brought to it with `journal export` and "
                    + "`journal import`.")
        }
    }

    /// A photo has three rows: its facts, the picture, the thumbnail.
    private static func photoFindings(_ db: Database) throws -> [DiagnosticFinding] {
        let photos = try Row.fetchAll(
            db,
            sql: """
                SELECT i.entry, max(part) = 1 AS lacksItsBytes, i.here FROM (
                    SELECT number AS image, 1 AS part FROM image UNION ALL SELECT image, 2 FROM photo
                    UNION ALL SELECT image, 3 FROM thumbnail)
                JOIN image i ON i.number = image
                GROUP BY image HAVING count(*) <> iif(i.here, 3, 1) OR NOT i.here AND i.position IS NOT NULL
                """
        ) { row in (try row[0] as Int64, try row[1] as Bool) }
        return try photos.map { entry, lacksItsBytes in
            let name = try name(entry, db)
            guard lacksItsBytes else {
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
        let jobs = try Row.fetchAll(
            db,
            sql: """
                SELECT j.number, i.entry, j.kind, e.private IS NOT 0 FROM job j
                JOIN image i ON i.number = j.image JOIN entry e ON e.number = i.entry
                WHERE NOT i.here OR e.private IS NOT 0
                """
        ) { row in
            (
                number: try row[0] as Int64, entry: try row[1] as Int64, kind: try row[2] as Job.Kind,
                isPrivate: try row[3] as Bool
            )
        }
        guard !jobs.isEmpty else { return [DiagnosticFinding("jobs", .ok, "Every waiting job has a photo to send.")] }
        return try jobs.map { job in
            let why = job.isPrivate ? "which is private" : "whose photo is not here"
            return DiagnosticFinding(
                "jobs", .wrong,
                "A job (\(job.kind.rawValue)) is waiting for entry \(try name(job.entry, db)), \(why): it will never be done.",
                remedy: "While no `journal` is running: sqlite3 journal.sqlite 'DELETE FROM job WHERE number = "
                    + "\(job.number)'")
        }
    }

    private static func searchFindings(_ db: Database) throws -> [DiagnosticFinding] {
        do {
            guard try SearchIndex.isWhole(db) else { return [damagedIndex] }
            return try wordFindings(db)
        } catch let error as DatabaseError where SearchIndex.isBlamed(for: error) {
            return [damagedIndex]
        }
    }

    private static let damagedIndex = DiagnosticFinding(
        "search", .wrong, "The search index is damaged; the entries are not.",
        remedy: "The next `journal search` that needs it makes it anew of the entries.")

    private static func wordFindings(_ db: Database) throws -> [DiagnosticFinding] {
        var unknown = try Int64.fetchAll(
            db,
            sql: """
                SELECT e.number FROM entry e LEFT JOIN search s ON s.rowid = e.number
                WHERE s.note IS NOT coalesce(e.note, '') OR s.tags IS NOT \(SearchIndex.tags(of: "e.number"))
                """)
        try Row.forEach(db, sql: "SELECT rowid, note, tags, pieces FROM search") { row in
            let number: Int64 = try row[0]
            let (note, tags) = ((try? row[1] as String) ?? "", (try? row[2] as String) ?? "")
            let isCurrent = SearchIndex.pieces(of: note, tags: tags) == (try? row[3] as String) ?? ""
            if !isCurrent, !unknown.contains(number) { unknown.append(number) }
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
        let found = try Row.fetchOne(db, sql: "SELECT id, day FROM entry WHERE number = ?", arguments: [number]) {
            row in
            (id: try? row[0] as EntryID, day: try? row[1] as LocalDay)
        }
        guard let id = found?.id else { return "number \(number)" }
        return id.hexDigits.suffix(Store.shortestSuffix) + (found?.day.map { " (\($0))" } ?? "")
    }
}
