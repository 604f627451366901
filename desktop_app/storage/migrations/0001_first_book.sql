-- Times are whole seconds since the epoch, UTC.

PRAGMA application_id = 0x53684264;     -- 'ShBd'

CREATE TABLE instance (
    id TEXT NOT NULL            -- eight hex digits; part of every cookie's name
) STRICT;
INSERT INTO instance (id) VALUES (lower(hex(randomblob(4))));

CREATE TABLE account (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL UNIQUE,
    password_hash    TEXT NOT NULL,
    colour           INTEGER NOT NULL,
    is_administrator INTEGER NOT NULL CHECK (is_administrator IN (0, 1)),
    created_at       INTEGER NOT NULL,
    disabled_at      INTEGER,
    purged_last_seen INTEGER        -- the last use of any session whose row has been purged
) STRICT;

CREATE TABLE sign_in_attempt (
    name_digest TEXT PRIMARY KEY,   -- SHA-256 of the name's key: people type passwords into name fields
    failures    INTEGER NOT NULL,
    last_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id                   TEXT PRIMARY KEY,
    user_id              INTEGER NOT NULL REFERENCES account (id),
    created_at           INTEGER NOT NULL,
    last_active_at       INTEGER NOT NULL,
    generation           INTEGER NOT NULL,
    confirmed_generation INTEGER NOT NULL,
    confirmed_at         INTEGER NOT NULL,
    ended_at             INTEGER,
    ended_because        TEXT,
    label                TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) STRICT, WITHOUT ROWID;
-- Neither index holds a column that a refresh changes: a refresh writes two pages, however big the book.
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_over ON session (ended_at) WHERE ended_at IS NOT NULL;

-- A token is looked up by what it says of itself and must then have the row's id:
-- an index on random ids would cost every refresh a page of its own.
CREATE TABLE refresh_token (
    id         TEXT NOT NULL,       -- the token's jti
    user_id    INTEGER NOT NULL REFERENCES account (id),
    session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,    -- the token's exp, and the cookie's end
    PRIMARY KEY (session_id, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    number     INTEGER PRIMARY KEY,
    author_id  INTEGER NOT NULL REFERENCES account (id),
    post_key   TEXT NOT NULL,       -- made by the client: a retry finds the entry it already posted
    written_at INTEGER NOT NULL,
    utc_offset INTEGER NOT NULL,    -- minutes east, on this computer, at that moment
    text       TEXT NOT NULL,
    UNIQUE (author_id, post_key)
) STRICT;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above, unless recursive_triggers is on.
CREATE TRIGGER entry_comes_after_the_last BEFORE INSERT ON entry
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE author_id = NEW.author_id AND post_key = NEW.post_key)
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE access_log (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    event      TEXT NOT NULL,
    user_id    INTEGER REFERENCES account (id),
    session_id TEXT,
    detail     TEXT
) STRICT;
