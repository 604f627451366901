ALTER TABLE session ADD COLUMN locked_at INTEGER;           -- NULL: open
ALTER TABLE instance ADD COLUMN shared_computer INTEGER     -- the answer at set-up; NULL: never asked
    CHECK (shared_computer IN (0, 1));

-- What people are writing: one row per composer that has saved something. Posting deletes the row in the
-- transaction that adds the entry, whose post_key is then the draft's id.
CREATE TABLE draft (
    id              TEXT PRIMARY KEY,       -- 128 bits in hex, given out before anything is saved
    user_id         INTEGER NOT NULL REFERENCES account (id),
    place           TEXT NOT NULL,          -- new, amend-17, reply-9
    text            TEXT NOT NULL,
    selection_start INTEGER NOT NULL,       -- caret and scroll of the field, as the page counts them
    selection_end   INTEGER NOT NULL,
    scroll          INTEGER NOT NULL,
    version         INTEGER NOT NULL,       -- goes up with every save
    writer          TEXT,                   -- the composer that saved last, and how often it had saved by then
    sequence        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    saved_at        INTEGER NOT NULL,
    discarded_at    INTEGER                 -- kept for a while, so that it can be put back
) STRICT;
CREATE INDEX draft_of_person ON draft (user_id, place);
