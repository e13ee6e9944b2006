import Foundation

/// A journal as the first version of the schema kept it: its tables word for word, and rows as the program wrote them
/// then. Like the migration from it, none of this is ever edited.
public enum FirstVersion {
    /// The statements that make it.
    public static let statements = schema + rows

    /// Tiny grey pictures, in hexadecimal.
    public static let jpegs = [
        """
        FFD8FFE000104A46494600010100000100010000FFDB004300140E0F120F0D14121012171514181E32211E1C1C1E3D2C2E24\
        3249404C4B47404645505A736250556D5645466488656D777B8182814E608D978C7D96737E817CFFC0000B08001000100101\
        1100FFC400160001010100000000000000000000000000000405FFC4001B1000010403000000000000000000000000003134\
        7174B1B3E2FFDA0008010100003F00C579676F59959803FFD9
        """,
        """
        FFD8FFE000104A46494600010100000100010000FFDB004300140E0F120F0D14121012171514181E32211E1C1C1E3D2C2E24\
        3249404C4B47404645505A736250556D5645466488656D777B8182814E608D978C7D96737E817CFFC0000B08001000100101\
        1100FFC400160001010100000000000000000000000000000102FFC400161001010100000000000000000000000000003171\
        FFDA0008010100003F00CDD407FFD9
        """,
        """
        FFD8FFE000104A46494600010100000100010000FFDB004300140E0F120F0D14121012171514181E32211E1C1C1E3D2C2E24\
        3249404C4B47404645505A736250556D5645466488656D777B8182814E608D978C7D96737E817CFFC0000B08001000100101\
        1100FFC400160001010100000000000000000000000000000305FFC4001B1000010403000000000000000000000000003134\
        7173B1B3E2FFDA0008010100003F00D66B46BE7109700FFFD9
        """,
    ]

    private static let schema = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value ANY NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO setting VALUES ('device', X'0123456789ABCDEF');

        CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            time INTEGER NOT NULL,
            zone TEXT NOT NULL,
            day TEXT NOT NULL,
            felt INTEGER CHECK (felt BETWEEN 1 AND 5),
            note TEXT,
            private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
            face INTEGER,
            trashed INTEGER
        ) STRICT;
        CREATE INDEX entry_by_time ON entry (time, number) WHERE trashed IS NULL;
        CREATE INDEX entry_by_day ON entry (day, felt) WHERE trashed IS NULL;
        CREATE INDEX entry_by_suffix ON entry (substr(id, 13));

        CREATE TABLE tag (
            entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
            name TEXT NOT NULL,
            PRIMARY KEY (entry, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_by_name ON tag (name, entry);

        CREATE TABLE image (
            entry INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            original BLOB NOT NULL CHECK (length(original) = 32),
            warnings TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings))
        ) STRICT;
        CREATE INDEX image_by_original ON image (original);
        CREATE INDEX image_by_sha256 ON image (sha256);

        CREATE TABLE photo (
            entry INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,
            jpeg BLOB NOT NULL
        ) STRICT;
        CREATE TABLE thumbnail (
            entry INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,
            jpeg BLOB NOT NULL
        ) STRICT;

        CREATE TABLE analysis (
            number INTEGER PRIMARY KEY,
            entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
            analyzer TEXT NOT NULL,
            time INTEGER NOT NULL,
            faces TEXT NOT NULL CHECK (json_valid(faces)),
            raw BLOB NOT NULL
        ) STRICT;
        CREATE INDEX analysis_by_entry ON analysis (entry, number);

        CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('upload', 'analyze')),
            entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed', 'skipped')),
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER,
            reason TEXT,
            created INTEGER NOT NULL,
            UNIQUE (entry, kind)
        ) STRICT;
        CREATE INDEX job_by_state ON job (state, number);

        CREATE TABLE sent (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('upload', 'analyze')),
            place TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            bytes INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sent_by_photo ON sent (sha256, kind, place);

        CREATE TABLE change (
            number INTEGER PRIMARY KEY,
            clock INTEGER NOT NULL,
            device BLOB NOT NULL CHECK (length(device) = 8),
            entry BLOB NOT NULL CHECK (length(entry) = 16),
            field TEXT NOT NULL,
            value TEXT NOT NULL CHECK (json_valid(value)),
            UNIQUE (clock, device)
        ) STRICT;
        CREATE INDEX change_by_entry ON change (entry, field, clock);

        """

    private static let rows = """
        INSERT INTO entry VALUES (1, X'019EA000000070008000000000000001', 1782063730250, 'Europe/Paris', '2026-06-21',\
         4, 'first run this year', 0, NULL, NULL);
        INSERT INTO image VALUES (1, 16, 16, 175, X'8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1',
            X'15b12239dd66f813134d0d466832754be262ed2514b147af8a1f87b9f9c1a4bc', '[]');
        INSERT INTO photo VALUES (1, X'\(jpegs[0])');
        INSERT INTO thumbnail VALUES (1, X'\(jpegs[0])');
        INSERT INTO tag VALUES (1, 'run');
        INSERT INTO tag VALUES (1, 'sun');
        INSERT INTO entry VALUES (2, X'019EA000000070008000000000000002', 1782150130000, '+02:00', '2026-06-22', NULL,\
         NULL, 0, NULL, NULL);
        INSERT INTO image VALUES (2, 16, 16, 165, X'25fbb72b02ff41c28eec83d0b373d8ea7f0d5a03fcc28fc18e94151270ebda1a',
            X'6ef3f65b437abc5587a08b84755778d61c488d25b94c6da4a92ea0ff73cda8d0',\
         '["the file ends early; 83 % of the picture is there"]');
        INSERT INTO photo VALUES (2, X'\(jpegs[1])');
        INSERT INTO thumbnail VALUES (2, X'\(jpegs[1])');
        INSERT INTO entry VALUES (3, X'019EA000000070008000000000000003', 1782236530000, 'Europe/Paris', '2026-06-23',\
         1, 'nobody’s business
        second line', 1, NULL, NULL);
        INSERT INTO image VALUES (3, 16, 16, 175, X'67c9aafa78523e51dd8a1d72d359e8c4e4c952c4ccabae86f71cfc87cb2cbf54',
            X'5677e0c7f25c5d484ccff313000a3155630f13e75b2b39298734354d5b008f81', '[]');
        INSERT INTO photo VALUES (3, X'\(jpegs[2])');
        INSERT INTO thumbnail VALUES (3, X'\(jpegs[2])');
        INSERT INTO tag VALUES (3, 'secret');
        INSERT INTO entry VALUES (4, X'019EA000000070008000000000000004', 1782322930000, 'Asia/Kathmandu',\
         '2026-06-24', 5, 'été, à l’étranger', 0, NULL, NULL);
        INSERT INTO analysis VALUES (1, 1, 'rekognition', 1782063790250,
            '[{"ageRange":[28,36],"attributes":{"smile":[true,98.1]},"box":{"height":0.5,"left":0.31,"top":0.2,\
        "width":0.4},"confidence":99.9,"emotions":{"calm":30.25,"sad":61.5}}]',
            CAST('{"FaceDetails":[1]}' AS BLOB));
        INSERT INTO sent VALUES (2, 1782063790250, 'analyze', 'rekognition',\
         X'8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1', 175);
        INSERT INTO analysis VALUES (2, 1, 'rekognition', 1782063850250,
            '[{"ageRange":[28,36],"attributes":{"smile":[true,98.1]},"box":{"height":0.5,"left":0.31,"top":0.2,\
        "width":0.4},"confidence":99.9,"emotions":{"calm":4.5,"happy":93.25}}]',
            CAST('{"FaceDetails":[2]}' AS BLOB));
        INSERT INTO sent VALUES (3, 1782063850250, 'analyze', 'rekognition',\
         X'8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1', 0);
        INSERT INTO sent VALUES (1, 1782063731250, 'upload', 's3://bucket/journal',\
         X'8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1', 175);
        INSERT INTO job VALUES (3, 'upload', 2, 'waiting', 1, 1782150135000, 'The bucket is throttled.', 1782150130000);
        INSERT INTO job VALUES (4, 'analyze', 2, 'failed', 2, NULL, 'Rekognition: too small.', 1782150130000);
        INSERT INTO setting VALUES ('remote', 's3://bucket/journal'), ('synced', 's3://bucket/journal');
        INSERT INTO change VALUES (1, 116789328625664001, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'moment',
            '{"day":"2026-06-21","time":1782063730250,"zone":"Europe/Paris"}');
        INSERT INTO change VALUES (2, 116789328625664002, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'felt',
            '4');
        INSERT INTO change VALUES (3, 116789328625664003, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'note',
            '"first run this year"');
        INSERT INTO change VALUES (4, 116789328625664004, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'photo',
            '{"bytes":175,"height":16,"original":"15b12239dd66f813134d0d466832754be262ed2514b147af8a1f87b9f9c1a4bc",\
        "sha256":"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1","width":16}');
        INSERT INTO change VALUES (5, 116789328625664005, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'tag',
            '{"add":"run"}');
        INSERT INTO change VALUES (6, 116789328625664006, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'tag',
            '{"add":"sun"}');
        INSERT INTO change VALUES (7, 116794990919680000, X'0123456789ABCDEF', X'019EA000000070008000000000000002',\
         'moment',
            '{"day":"2026-06-22","time":1782150130000,"zone":"+02:00"}');
        INSERT INTO change VALUES (8, 116794990919680001, X'0123456789ABCDEF', X'019EA000000070008000000000000002',\
         'photo',
            '{"bytes":165,"height":16,"original":"6ef3f65b437abc5587a08b84755778d61c488d25b94c6da4a92ea0ff73cda8d0",\
        "sha256":"25fbb72b02ff41c28eec83d0b373d8ea7f0d5a03fcc28fc18e94151270ebda1a","width":16}');
        INSERT INTO change VALUES (9, 116800653230080000, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'moment',
            '{"day":"2026-06-23","time":1782236530000,"zone":"Europe/Paris"}');
        INSERT INTO change VALUES (10, 116800653230080001, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'felt',
            '1');
        INSERT INTO change VALUES (11, 116800653230080002, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'note',
            '"nobody’s business\\nsecond line"');
        INSERT INTO change VALUES (12, 116800653230080003, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'private',
            'true');
        INSERT INTO change VALUES (13, 116800653230080004, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'photo',
            '{"bytes":175,"height":16,"original":"5677e0c7f25c5d484ccff313000a3155630f13e75b2b39298734354d5b008f81",\
        "sha256":"67c9aafa78523e51dd8a1d72d359e8c4e4c952c4ccabae86f71cfc87cb2cbf54","width":16}');
        INSERT INTO change VALUES (14, 116800653230080005, X'0123456789ABCDEF', X'019EA000000070008000000000000003',\
         'tag',
            '{"add":"secret"}');
        INSERT INTO change VALUES (15, 116806315540480000, X'0123456789ABCDEF', X'019EA000000070008000000000000004',\
         'moment',
            '{"day":"2026-06-24","time":1782322930000,"zone":"Asia/Kathmandu"}');
        INSERT INTO change VALUES (16, 116806315540480001, X'0123456789ABCDEF', X'019EA000000070008000000000000004',\
         'felt',
            '5');
        INSERT INTO change VALUES (17, 116806315540480002, X'0123456789ABCDEF', X'019EA000000070008000000000000004',\
         'note',
            '"été, à l’étranger"');
        INSERT INTO change VALUES (18, 116806315540480003, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'analysis',
            '1');
        INSERT INTO change VALUES (19, 116806315540480004, X'0123456789ABCDEF', X'019EA000000070008000000000000001',\
         'analysis',
            '2');
        PRAGMA application_id = 1785884268;
        PRAGMA user_version = 1;
        """
}
