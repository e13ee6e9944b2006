import Foundation

/// A journal as the second version of the schema kept it: that of the first version, made into it, and what has happened
/// since: a photo with two answers, in which a face was picked, in the trash; an entry that was purged; an answer about a
/// photo that nobody has described yet; a photo whose bytes are on another device; jobs in every state. None of this is ever
/// edited.
public enum SecondVersion {
    /// The statements that make it.
    public static let statements = FirstVersion.statements + upgrade + rows

    private static let upgrade = """
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
        UPDATE entry SET offset = 7200 WHERE number <= 3;
        UPDATE entry SET offset = 20700 WHERE number = 4;
        UPDATE entry SET seen = 'happy', confidence = 93.25, valence = 0.8040153452685422 WHERE number = 1;
        PRAGMA user_version = 2;

        """

    private static let rows = """
        INSERT INTO entry (number, id, time, zone, day, felt, face, trashed, offset, analysis, seen, confidence, valence)
            VALUES (5, X'019EA000000070008000000000000005', 1782409330000, 'UTC', '2026-06-25', 2, 1, 1782409999000, 0, 4,
                'sad', 80.5, -0.63);
        INSERT INTO search (rowid, note, tags) VALUES (5, '', '');
        INSERT INTO image VALUES (5, 16, 16, 175, X'8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1',
            X'00000000000000000000000000000000000000000000000000000000000000f5', '[]');
        INSERT INTO photo VALUES (5, X'\(FirstVersion.jpegs[0])');
        INSERT INTO thumbnail VALUES (5, X'\(FirstVersion.jpegs[0])');
        INSERT INTO analysis VALUES (3, 5, 'rekognition', 1782409340000,
            '[{"attributes":{},"box":{"height":0.5,"left":0.1,"top":0.2,"width":0.4},"confidence":99,"emotions":{"calm":9}}]',
            CAST('{"FaceDetails":[3]}' AS BLOB), 116812000000000004, X'0123456789ABCDEF');
        INSERT INTO analysis VALUES (4, 5, 'rekognition', 1782409350000,
            '[{"attributes":{},"box":{"height":0.5,"left":0.1,"top":0.2,"width":0.4},"confidence":99,\
        "emotions":{"happy":70}},{"attributes":{},"box":{"height":0.2,"left":0.6,"top":0.2,"width":0.1},"confidence":98,\
        "emotions":{"sad":80.5}}]',
            CAST('{"FaceDetails":[4]}' AS BLOB), 116812000000000005, X'0123456789ABCDEF');
        INSERT INTO entry (number, id, time, zone, day, note, offset, analysis, seen, confidence, valence)
            VALUES (7, X'019EA000000070008000000000000007', 1782495730000, 'UTC', '2026-06-26', 'from afar', 0, 5, 'calm', 9,
                0.68);
        INSERT INTO search (rowid, note, tags) VALUES (7, 'from afar', '');
        INSERT INTO analysis VALUES (5, 7, 'rekognition', 1782495740000,
            '[{"attributes":{},"box":{"height":0.5,"left":0.1,"top":0.2,"width":0.4},"confidence":99,"emotions":{"calm":9}}]',
            CAST('{"FaceDetails":[5]}' AS BLOB), 116818000000000003, X'00000000000000AA');
        INSERT INTO entry (number, id, time, zone, day, note, offset)
            VALUES (8, X'019EA000000070008000000000000008', 1782582130000, 'UTC', '2026-06-27', '東京を歩く', 0);
        INSERT INTO search (rowid, note, tags) VALUES (8, '東京を歩く', '');
        INSERT INTO image VALUES (8, 16, 12, 170, X'00000000000000000000000000000000000000000000000000000000000000b8',
            X'00000000000000000000000000000000000000000000000000000000000000f8', '["the file is damaged"]');
        INSERT INTO job (kind, entry, state, created, holder, held_until, place)
            VALUES ('upload', 5, 'waiting', 1782409330000, 77, 1782409930000, 's3://bucket/journal');
        INSERT INTO job (kind, entry, state, created) VALUES ('analyze', 5, 'skipped', 1782409330000);
        INSERT INTO job (kind, sha256, place, state, reason, created) VALUES (
            'delete', X'00000000000000000000000000000000000000000000000000000000000000d6', 's3://bucket/journal', 'failed',
            'Access denied.', 1782409330000);
        INSERT INTO change (clock, device, entry, field, value) VALUES
            (116812000000000001, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'moment',
                '{"day":"2026-06-25","offset":0,"time":1782409330000,"zone":"UTC"}'),
            (116812000000000002, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'felt', '2'),
            (116812000000000003, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'photo',
                '{"bytes":175,"height":16,"original":"00000000000000000000000000000000000000000000000000000000000000f5",\
        "sha256":"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1","warnings":[],"width":16}'),
            (116812000000000004, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'analysis', 'null'),
            (116812000000000005, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'analysis', 'null'),
            (116812000000000006, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'face', '1'),
            (116812000000000007, X'0123456789ABCDEF', X'019EA000000070008000000000000005', 'trash', '1782409999000'),
            (116815000000000001, X'0123456789ABCDEF', X'019EA000000070008000000000000006', 'moment', 'null'),
            (116815000000000002, X'0123456789ABCDEF', X'019EA000000070008000000000000006', 'photo', 'null'),
            (116815000000000003, X'0123456789ABCDEF', X'019EA000000070008000000000000006', 'purge', 'true'),
            (116818000000000001, X'00000000000000AA', X'019EA000000070008000000000000007', 'moment',
                '{"day":"2026-06-26","offset":0,"time":1782495730000,"zone":"UTC"}'),
            (116818000000000002, X'00000000000000AA', X'019EA000000070008000000000000007', 'note', '"from afar"'),
            (116818000000000003, X'00000000000000AA', X'019EA000000070008000000000000007', 'analysis', 'null'),
            (116820000000000001, X'00000000000000AA', X'019EA000000070008000000000000008', 'moment',
                '{"day":"2026-06-27","offset":0,"time":1782582130000,"zone":"UTC"}'),
            (116820000000000002, X'00000000000000AA', X'019EA000000070008000000000000008', 'note', '"東京を歩く"'),
            (116820000000000003, X'00000000000000AA', X'019EA000000070008000000000000008', 'photo',
                '{"bytes":170,"height":12,"original":"00000000000000000000000000000000000000000000000000000000000000f8",\
        "sha256":"00000000000000000000000000000000000000000000000000000000000000b8","warnings":["the file is damaged"],\
        "width":16}'),
            (116820000000000004, X'00000000000000AA', X'019EA000000070008000000000000008', 'weather', '{"sun":true}');

        """
}
