-- Entries get what a logbook needs, and a chain: each carries a hash over itself and the hash before it.
-- `entry_body_hash` and `entry_hash` are desktop_app/logbook/chain.py, lent to this script.

CREATE TABLE entry_chained (
    number          INTEGER PRIMARY KEY,
    author_id       INTEGER NOT NULL REFERENCES account (id),
    post_key        TEXT NOT NULL,      -- made by the client: a retry finds the entry it already posted
    kind            TEXT NOT NULL CHECK (kind IN ('entry', 'amendment', 'reply', 'hiding')),
    refers_to       INTEGER CHECK (refers_to < number),     -- what is amended, replied to or hidden
    written_at      INTEGER NOT NULL,
    utc_offset      INTEGER NOT NULL,   -- minutes east, on this computer, at that moment
    happened_at     INTEGER,            -- as the person says; NULL: when it was written
    happened_offset INTEGER,
    clock_back      INTEGER NOT NULL,   -- seconds by which the clock stood before an entry posted earlier
    source          TEXT,               -- where an imported entry comes from, in words; NULL: written here
    text            TEXT NOT NULL,
    category        TEXT NOT NULL,      -- '' for none
    tags            TEXT NOT NULL,      -- JSON, a list of strings
    reason          TEXT NOT NULL,      -- of an amendment or a hiding
    salt            BLOB,               -- 16 bytes; NULL: imported hidden, so that there is no body, only its hash
    body_hash       BLOB NOT NULL,      -- over salt, text, category, tags, reason and attachments
    hash            BLOB NOT NULL,      -- over everything else, body_hash and the hash of the entry before
    day             INTEGER GENERATED ALWAYS AS (   -- local days since the epoch
        ((written_at + utc_offset * 60) - ((written_at + utc_offset * 60) % 86400 + 86400) % 86400) / 86400
    ) VIRTUAL,
    UNIQUE (author_id, post_key),
    CHECK ((happened_at IS NULL) = (happened_offset IS NULL)),
    CHECK ((kind = 'entry') = (refers_to IS NULL))
) STRICT;

INSERT INTO entry_chained (number, author_id, post_key, kind, written_at, utc_offset, clock_back, text, category,
                           tags, reason, salt, body_hash, hash)
    WITH salted AS MATERIALIZED (
        SELECT entry.*, account.name, randomblob(16) AS salt,
               max(0, coalesce(max(written_at) OVER earlier, 0) - written_at) AS clock_back
        FROM entry JOIN account ON account.id = entry.author_id
        WINDOW earlier AS (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ORDER BY number
    )
    SELECT number, author_id, post_key, 'entry', written_at, utc_offset, clock_back, text, '', '[]', '', salt,
           entry_body_hash(salt, text), entry_hash(number, name, written_at, utc_offset, clock_back,
                                                   entry_body_hash(salt, text))
    FROM salted ORDER BY number;
DROP TABLE entry;
ALTER TABLE entry_chained RENAME TO entry;

CREATE INDEX entry_reference ON entry (refers_to) WHERE refers_to IS NOT NULL;
CREATE INDEX entry_written_here ON entry (written_at) WHERE source IS NULL;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above, unless recursive_triggers is on.
CREATE TRIGGER entry_comes_after_the_last BEFORE INSERT ON entry
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE author_id = NEW.author_id AND post_key = NEW.post_key)
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

-- Files lie beside the database, named by their SHA-256; here is what is known of them.
CREATE TABLE attachment (
    sha256     TEXT PRIMARY KEY,    -- 64 hex digits
    size       INTEGER NOT NULL,    -- bytes
    media_type TEXT NOT NULL,       -- told from the content, never from what a client says
    stored_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_attachment (
    number   INTEGER NOT NULL REFERENCES entry (number),
    position INTEGER NOT NULL,      -- from 0
    sha256   TEXT NOT NULL REFERENCES attachment (sha256),
    name     TEXT NOT NULL,         -- as the person's file was called
    PRIMARY KEY (number, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_attachment_file ON entry_attachment (sha256);
CREATE TRIGGER attached_is_never_changed BEFORE UPDATE ON entry_attachment
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER attached_is_never_deleted BEFORE DELETE ON entry_attachment
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER attached_comes_with_its_entry BEFORE INSERT ON entry_attachment
WHEN NEW.number IS NOT (SELECT max(number) FROM entry)
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE draft_attachment (
    draft_id TEXT NOT NULL REFERENCES draft (id) ON UPDATE CASCADE ON DELETE CASCADE,
    sha256   TEXT NOT NULL REFERENCES attachment (sha256),
    name     TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    id       INTEGER PRIMARY KEY,   -- the order in which they were attached
    UNIQUE (draft_id, sha256, name)
) STRICT;
CREATE INDEX draft_attachment_file ON draft_attachment (sha256);

-- What stands in the other fields of the composer, as it was typed: JSON, an object of strings.
ALTER TABLE draft ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';

-- What finds entries. All of it can be made anew from the entries.
-- `marks` holds words nobody can type: U+E000 and then aN (author), lN (label), k and the kind, f (has a file),
-- m (amended), h (hidden: nothing else of it is here), i (imported).
CREATE VIRTUAL TABLE entry_index USING fts5 (
    text, about, marks, content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO entry_index (rowid, text, about, marks)
    SELECT number, text, '', char(0xE000) || 'a' || author_id || ' ' || char(0xE000) || 'kentry' FROM entry;

-- Every word of four letters or more in the index. A longer beginning of a word is looked for as the words that
-- begin so: FTS5 gathers all entries with any of them before it gives the newest, unless it has an index for just
-- that length.
CREATE TABLE term (
    term TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE temp.word_of_index USING fts5vocab (main, entry_index, row);
INSERT INTO term (term) SELECT term FROM word_of_index WHERE length(term) > 3 AND term < char(0xE000);
DROP TABLE temp.word_of_index;

CREATE TABLE label (
    id   INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('category', 'tag')),
    key  TEXT NOT NULL,             -- the word, case folded
    word TEXT NOT NULL,             -- as it was first written
    UNIQUE (kind, key)
) STRICT;

CREATE TABLE day (
    day          INTEGER NOT NULL,
    author_id    INTEGER NOT NULL REFERENCES account (id),
    entries      INTEGER NOT NULL,
    first_number INTEGER NOT NULL,
    last_number  INTEGER NOT NULL,
    PRIMARY KEY (day, author_id)
) STRICT, WITHOUT ROWID;
INSERT INTO day (day, author_id, entries, first_number, last_number)
    SELECT day, author_id, count(*), min(number), max(number) FROM entry GROUP BY day, author_id;

CREATE TABLE preset (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    category   TEXT NOT NULL,
    tags       TEXT NOT NULL,       -- JSON, a list of strings
    text       TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by INTEGER NOT NULL REFERENCES account (id)
) STRICT;

CREATE TABLE saved_filter (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES account (id),
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,          -- of the book's address
    UNIQUE (user_id, name)
) STRICT;

CREATE TABLE import_run (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    user_id      INTEGER REFERENCES account (id),   -- NULL: from the command line
    format       TEXT NOT NULL CHECK (format IN ('csv', 'json', 'elog')),
    file_name    TEXT NOT NULL,
    first_number INTEGER NOT NULL,
    last_number  INTEGER NOT NULL
) STRICT;

ALTER TABLE instance ADD COLUMN backup_folder TEXT;     -- NULL: beside the book
