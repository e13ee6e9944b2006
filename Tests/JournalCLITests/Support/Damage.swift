import Foundation
import Testing

extension Program {
    /// Changes values that SQLite's own rules forbid, as a flipped bit or another program does: into what the tables' types
    /// and checks do not allow.
    ///
    /// - Parameters:
    ///   - tables: the tables whose rules do not count meanwhile.
    ///   - database: the file; `nil` for the journal's.
    func damage(_ tables: [String], _ sql: String, in database: String? = nil) async throws {
        let names = tables.map { "'\($0)'" }.joined(separator: ", ")
        let script = """
            .dbconfig defensive off
            PRAGMA writable_schema = ON;
            CREATE TEMP TABLE kept AS SELECT name, sql FROM sqlite_schema WHERE type = 'table';
            UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, WITHOUT', 'WITHOUT'), ') STRICT', ')')
                WHERE type = 'table' AND name IN (\(names));
            UPDATE sqlite_schema
                SET sql = replace(replace(replace(sql, ' NOT NULL,', ','), ' NOT NULL CHECK', ' CHECK'), ' NOT NULL DEFAULT', ' DEFAULT')
                WHERE type = 'table' AND name IN (\(names));
            PRAGMA writable_schema = RESET;
            PRAGMA ignore_check_constraints = ON;
            \(sql);
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema AS s SET sql = (SELECT k.sql FROM kept k WHERE k.name = s.name)
                WHERE type = 'table' AND name IN (\(names));
            PRAGMA writable_schema = RESET;
            """
        let result = try await run("/usr/bin/sqlite3", [database ?? home + "/journal.sqlite"], input: script)
        try #require(result.code == 0 && result.errors == "", "\(sql): \(result.errors)")
    }
}
