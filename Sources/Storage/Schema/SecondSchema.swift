import Foundation
import GRDB
import Journal

extension Schema {
    /// The sum of an entry's changes and answers is stored with it, so that lists, calendars and trends read one small
    /// table or one index:
    ///
    /// - `entry.offset`: how many seconds clocks there were ahead of UTC.
    /// - `entry.analysis`: the answer that counts; `seen`, `confidence`, `valence`: what the face that counts shows in
    ///   it.
    /// - `entry.mood`: the mood for calendars and trends, in −1…1: felt if given, otherwise seen.
    /// - `analysis.clock`, `analysis.device`: the change that brought the answer.
    /// - `search`: the words of notes and tags; its rowid is the entry's number.
    /// - `job`: may also be the deletion of a photo from a remote, with the photo's name and the place; and it is
    ///   leased to one sync at a time.
    /// - `sent`: also says what was deleted from where.
    static func second(_ db: Database) throws {
        try db.execute(sql: secondTables)
        try fillOffsets(db)
        try fillSeen(db)
    }

    private static func fillOffsets(_ db: Database) throws {
        let entries = try Row.fetchAll(db, sql: "SELECT number, time, zone FROM entry") { row in
            (number: try row[0] as Int64, offset: Zone(kept: try row[2]).secondsFromUTC(at: try row[1]))
        }
        for (number, offset) in entries {
            try db.execute(sql: "UPDATE entry SET offset = ? WHERE number = ?", arguments: [offset, number])
        }
    }

    private static func fillSeen(_ db: Database) throws {
        let answers = try Row.fetchAll(
            db, sql: "SELECT a.entry, a.faces FROM analysis a JOIN entry e ON e.analysis = a.number"
        ) { row in (entry: try row[0] as Int64, faces: try row[1] as StoredFaces) }
        for (entry, stored) in answers {
            let seen = Seen(FaceAnalysis(analyzer: "", at: Timestamp(milliseconds: 0), faces: stored.faces))
            try db.execute(
                sql: "UPDATE entry SET seen = ?, confidence = ?, valence = ? WHERE number = ?",
                arguments: [
                    seen.dominant?.emotion.rawValue, seen.dominant?.confidence, seen.valence, entry,
                ])
        }
    }

    private static let secondTables = """
        ALTER TABLE entry ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE entry ADD COLUMN analysis INTEGER;
        ALTER TABLE entry ADD COLUMN seen TEXT;
        ALTER TABLE entry ADD COLUMN confidence REAL;
        ALTER TABLE entry ADD COLUMN valence REAL;
        ALTER TABLE entry ADD COLUMN mood REAL GENERATED ALWAYS AS (coalesce((felt - 3) / 2.0, valence)) VIRTUAL;
        UPDATE entry SET analysis = (SELECT max(number) FROM analysis WHERE entry = entry.number);

        -- With `trashed` in it, though it is always NULL there: else SQLite looks every row up to see that it is.
        DROP INDEX entry_by_time;
        CREATE INDEX entry_by_time ON entry (time, number, trashed) WHERE trashed IS NULL;
        DROP INDEX entry_by_day;
        CREATE INDEX entry_by_day ON entry (day, time, offset, felt, valence, seen, confidence, trashed)
            WHERE trashed IS NULL;
        CREATE INDEX entry_by_trash ON entry (trashed, number) WHERE trashed IS NOT NULL;

        ALTER TABLE analysis ADD COLUMN clock INTEGER;
        ALTER TABLE analysis ADD COLUMN device BLOB;
        UPDATE analysis SET (clock, device) = (
            SELECT c.clock, c.device FROM change c WHERE c.field = 'analysis' AND c.value = CAST(analysis.number AS TEXT));
        CREATE UNIQUE INDEX analysis_by_change ON analysis (clock, device);

        CREATE VIRTUAL TABLE search USING fts5 (note, tags, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        INSERT INTO search (rowid, note, tags)
            SELECT number, coalesce(note, ''),
                coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM tag WHERE entry = number ORDER BY name)), '')
            FROM entry;

        CREATE TABLE new_job (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('upload', 'analyze', 'delete')),
            entry INTEGER REFERENCES entry (number) ON DELETE CASCADE,
            sha256 BLOB CHECK (length(sha256) = 32),
            place TEXT,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed', 'skipped')),
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER,
            reason TEXT,
            created INTEGER NOT NULL,
            holder INTEGER,
            held_until INTEGER,
            UNIQUE (entry, kind),
            UNIQUE (sha256, place),
            CHECK ((kind = 'delete') = (entry IS NULL)),
            CHECK ((kind = 'delete') = (sha256 IS NOT NULL AND place IS NOT NULL))
        ) STRICT;
        INSERT INTO new_job (number, kind, entry, state, attempts, not_before, reason, created)
            SELECT number, kind, entry, state, attempts, not_before, reason, created FROM job;
        DROP TABLE job;
        ALTER TABLE new_job RENAME TO job;
        CREATE INDEX job_by_state ON job (state, number);

        CREATE TABLE new_sent (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('upload', 'analyze', 'delete')),
            place TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            bytes INTEGER NOT NULL
        ) STRICT;
        INSERT INTO new_sent SELECT number, time, kind, place, sha256, bytes FROM sent;
        DROP TABLE sent;
        ALTER TABLE new_sent RENAME TO sent;
        CREATE INDEX sent_by_photo ON sent (sha256, kind, place);
        """
}
