import GRDB

extension Schema {
    /// - `entry`: one small row per entry, so that lists are fast. `number` identifies the row in this file, `id`
    ///   identifies the entry everywhere.
    /// - `image`: the facts about an entry's photo. The JPEGs are in `photo` and `thumbnail`, tables of their own, so
    ///   that lists never read them.
    /// - `analysis`: each answer as it was received (`raw`) and as views read it (`faces`).
    /// - `job`: work that needs the network. A row exists until the work is done.
    /// - `sent`: every photo that left this machine: when, to where, how many bytes.
    /// - `change`: everything that ever happened to entries; an entry is the sum of its changes.
    /// - `setting`: what belongs to this journal, not to the machine.
    static func first(_ db: Database) throws {
        try db.execute(sql: firstTables)
    }

    private static let firstTables = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value ANY NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO setting VALUES ('device', randomblob(8));

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
}
