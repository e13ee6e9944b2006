import Foundation
import GRDB
import Journal

extension Schema {
    /// Entries have several photos, each with its own number:
    ///
    /// - `entry.picked` was called `face`. A program of an earlier version that has the journal open uses that name in
    ///   every write, so its writes fail.
    /// - `image`: one row per photo. `position`: its place in the entry, from 0; NULL if it was removed. `here`:
    ///   whether its bytes are in this file. `analysis`: the answer that counts for it; `picked`: the face that the
    ///   author picked in that. `remarks`: what is odd about it, as codes.
    /// - `photo`, `thumbnail`, `analysis`, `job`: refer to the photo, not to the entry. Photos of earlier versions keep
    ///   their entry's number, so that no picture is rewritten.
    /// - `job.reason`: a code with arguments.
    /// - `setting`: `configured`, previously `marked`; `projection`: the version of the rules by which entries were
    ///   projected.
    /// - `search.pieces`: the pieces of words in scripts without spaces.
    static func third(_ db: Database) throws {
        try keepOrphanedAnswers(db)
        try db.execute(sql: thirdTables)
        try referPhotos(db)
        try fillSources(db)
        try SearchIndex.fill(db)
        try returnToBelievableTime(db)
    }

    /// Earlier versions let one change with the last believable clock make every later one of this device unbelievable to
    /// all others. Those get the stamps right after it instead, in their order; no other device ever took them.
    static func returnToBelievableTime(_ db: Database) throws {
        let end = ChangeStamp.believableClocks.upperBound
        let lost = try Row.fetchAll(
            db, sql: "SELECT clock, device FROM change WHERE clock >= ? ORDER BY clock", arguments: [end]
        ) { row in (clock: try row[0] as Int64, device: try row[1] as Data) }
        guard !lost.isEmpty else { return }
        let last = try Data.fetchOne(db, sql: "SELECT max(device) FROM change WHERE clock = ?", arguments: [end - 1])
        var stamp = ChangeStamp(clock: end - 1, device: last.flatMap { UInt64(bigEndianBytes: $0) } ?? 0)
        for (clock, device) in lost {
            guard let next = ChangeStamp.after(stamp, on: 0) else { return }
            stamp = next
            let place: StatementArguments = [stamp.clock, stamp.device.bigEndianBytes, clock, device]
            for table in ["change", "analysis"] {
                try db.execute(
                    sql: "UPDATE \(table) SET clock = ?, device = ? WHERE clock = ? AND device = ?", arguments: place)
            }
        }
    }

    /// Answers about photos that no change describes yet are moved back into the changes that brought them, until one
    /// does.
    private static func keepOrphanedAnswers(_ db: Database) throws {
        let answers = try Row.fetchAll(
            db, sql: "SELECT * FROM analysis WHERE entry NOT IN (SELECT entry FROM image) AND clock IS NOT NULL"
        ) { row in
            (
                json: try AnalysisPayload(row, source: AnswerSource())?.json(), clock: try row["clock"] as Int64,
                device: try row["device"] as Data
            )
        }
        for (json, clock, device) in answers {
            guard let json else { continue }
            try db.execute(
                sql: "UPDATE change SET value = ? WHERE clock = ? AND device = ?", arguments: [json, clock, device])
        }
        try db.execute(
            sql: """
                UPDATE entry SET analysis = NULL, face = NULL, seen = NULL, confidence = NULL, valence = NULL
                    WHERE analysis IS NOT NULL AND number NOT IN (SELECT entry FROM image);
                DELETE FROM analysis WHERE entry NOT IN (SELECT entry FROM image);
                DELETE FROM job WHERE entry IS NOT NULL AND entry NOT IN (SELECT entry FROM image);
                """)
    }

    /// Makes the references of tables that are not rewritten refer to photos, in the way SQLite documents for such
    /// changes (https://sqlite.org/lang_altertable.html#otheralter).
    private static func referPhotos(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES entry (number)', 'REFERENCES image (number)')
                    WHERE type = 'table' AND name IN ('photo', 'thumbnail', 'analysis');
                """)
        let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
        try db.execute(
            sql: """
                PRAGMA schema_version = \(version + 1);
                PRAGMA writable_schema = RESET;
                """)
    }

    /// From this version on, changes say which photo an answer is about, and which analyzer gave it.
    private static func fillSources(_ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE change SET value = (
                    SELECT json_object('analyzer', a.analyzer, 'photo', lower(hex(i.sha256)))
                    FROM analysis a JOIN image i ON i.number = a.image
                    WHERE a.clock = change.clock AND a.device = change.device)
                WHERE field = 'analysis' AND EXISTS (
                    SELECT 1 FROM analysis a WHERE a.clock = change.clock AND a.device = change.device);
                UPDATE setting SET name = 'configured' WHERE name = 'marked';
                INSERT INTO setting SELECT 'projection', count(DISTINCT analyzer) < 2 FROM analysis;
                """)
    }

    private static let thirdTables = """
        CREATE TABLE new_image (
            number INTEGER PRIMARY KEY,
            entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
            position INTEGER,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            original BLOB NOT NULL CHECK (length(original) = 32),
            here INTEGER NOT NULL DEFAULT 0 CHECK (here IN (0, 1)),
            remarks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(remarks)),
            analysis INTEGER,
            picked INTEGER,
            UNIQUE (entry, original)
        ) STRICT;
        INSERT INTO new_image
            SELECT i.entry, i.entry, 0, i.width, i.height, i.bytes, i.sha256, i.original,
                EXISTS (SELECT 1 FROM photo p WHERE p.entry = i.entry),
                (SELECT json_group_array(
                    CASE type WHEN 'text' THEN json_object('code', 'text', 'text', value) ELSE json(value) END)
                    FROM json_each(i.warnings)),
                e.analysis, e.face
            FROM image i JOIN entry e ON e.number = i.entry;
        DROP TABLE image;
        ALTER TABLE new_image RENAME TO image;
        CREATE INDEX image_by_original ON image (original);
        CREATE INDEX image_by_sha256 ON image (sha256);

        ALTER TABLE entry RENAME COLUMN face TO picked;
        ALTER TABLE photo RENAME COLUMN entry TO image;
        ALTER TABLE thumbnail RENAME COLUMN entry TO image;
        DROP INDEX analysis_by_entry;
        ALTER TABLE analysis RENAME COLUMN entry TO image;
        CREATE INDEX analysis_by_image ON analysis (image, number);

        CREATE TABLE new_job (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('upload', 'analyze', 'delete')),
            image INTEGER REFERENCES image (number) ON DELETE CASCADE,
            sha256 BLOB CHECK (length(sha256) = 32),
            place TEXT,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed', 'skipped')),
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER,
            reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
            created INTEGER NOT NULL,
            holder INTEGER,
            held_until INTEGER,
            UNIQUE (image, kind),
            UNIQUE (sha256, place),
            CHECK ((kind = 'delete') = (image IS NULL)),
            CHECK ((kind = 'delete') = (sha256 IS NOT NULL AND place IS NOT NULL))
        ) STRICT;
        INSERT INTO new_job
            SELECT number, kind, entry, sha256, place, state, attempts, not_before,
                CASE WHEN reason IS NOT NULL THEN json_object('code', 'text', 'text', reason) END,
                created, holder, held_until
            FROM job;
        DROP TABLE job;
        ALTER TABLE new_job RENAME TO job;
        CREATE INDEX job_by_state ON job (state, number);

        DROP TABLE search;
        \(searchTable)
        """

    /// The index of words.
    static let searchTable = """
        CREATE VIRTUAL TABLE search USING fts5 (
            note, tags, pieces, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
