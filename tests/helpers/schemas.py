"""Books of every schema there has been, and the Shiftbooks of later years."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.storage.backup import backups_in
from desktop_app.storage.chain_upgrade import lend_chain
from desktop_app.storage.migrate import open_book
from desktop_app.storage.schema import MIGRATIONS
from tests.helpers.clock import SOME_INSTANT, FakeClock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.storage.database import Database

BOOKS = Path(__file__).parents[1] / "unit" / "storage" / "books"
"""What a book of each schema held, kept as text: one file for every released script."""

RELEASED = sorted(MIGRATIONS.glob("*.sql"))
RELEASES = len(RELEASED)

ADDS_AND_FILLS = """
CREATE TABLE word (word TEXT);
-- a remark is no statement
INSERT INTO word SELECT text FROM entry;
ALTER TABLE entry ADD COLUMN length INTEGER;
"""

REPLACES_A_TABLE = """
CREATE TABLE account_anew (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
    colour INTEGER NOT NULL, is_administrator INTEGER NOT NULL, created_at INTEGER NOT NULL,
    disabled_at INTEGER, purged_last_seen INTEGER, motto TEXT
) STRICT;
INSERT INTO account_anew SELECT *, 'none' FROM account;
DROP TABLE account;
ALTER TABLE account_anew RENAME TO account;
"""

ONE_MORE = """
INSERT INTO entry (number, author_id, post_key, kind, written_at, utc_offset, clock_back, text, category,
                   tags, reason, body_hash, hash)
SELECT max(number) + 1, 1, 'one-more', 'entry', 1790008100, 60, 0, ?, '', '[]', '', x'00', x'00' FROM entry
"""
"""Adds an entry with this text to a book of the newest released schema."""

ENTRIES = 6
"""How many a book of that schema has."""

SHORT_PATIENCE = timedelta(milliseconds=200)

INVENTED = (ADDS_AND_FILLS, REPLACES_A_TABLE)
"""Two schemas to come: one adds and fills, one replaces a table that others refer to."""

NEWEST = RELEASES + len(INVENTED)
"""The schema of the Shiftbook they make."""


def later_scripts(folder: Path, invented: Sequence[str] = INVENTED) -> Sequence[Path]:
    """Put the released scripts into a new *folder* and the *invented* ones after them; return all."""
    folder.mkdir()
    for script in RELEASED:
        shutil.copy(script, folder)
    for number, text in enumerate(invented, start=RELEASES + 1):
        (folder / f"{number:04}_invented.sql").write_text(text, "utf-8")
    return sorted(folder.glob("*.sql"))


def book_of_schema(version: int, path: Path, scripts: Sequence[Path] = RELEASED) -> None:
    """Make the book at *path* as a Shiftbook of this schema would have left it, filled and closed."""
    path.parent.mkdir(exist_ok=True)
    filling = sorted(BOOKS.glob("*.sql"))[min(version, RELEASES) - 1]
    with closing(apsw.Connection(str(path))) as book:
        book.pragma("journal_mode", "WAL")
        lend_chain(book)
        for script in scripts[:version]:
            book.execute(script.read_text("utf-8"))
        book.pragma("user_version", version)
        book.execute(f"BEGIN; {filling.read_text('utf-8')}; COMMIT")


def version_of(path: Path) -> int:
    """Return the schema of a book that may have been left by a crash."""
    with closing(apsw.Connection(str(path))) as book:
        return int(book.pragma("user_version"))


def written(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return, table by table, everything the first schema knows of a book: what people wrote must stay."""
    columns = {
        "instance": "id",
        "account": "id, name, name_key, password_hash, colour, is_administrator, created_at, disabled_at,"
        " purged_last_seen",
        "sign_in_attempt": "name_digest, failures, last_at",
        "session": "id, user_id, created_at, last_active_at, generation, confirmed_generation, confirmed_at,"
        " ended_at, ended_because, label",
        "refresh_token": "id, user_id, session_id, generation, issued_at, expires_at",
        "entry": "number, author_id, post_key, written_at, utc_offset, text",
        "access_log": "id, at, event, user_id, session_id, detail",
    }
    with closing(apsw.Connection(str(path))) as book:
        return {
            table: sorted(book.execute(f"SELECT {names} FROM {table}"), key=repr)  # noqa: S608 - our names
            for table, names in columns.items()
        }


def open_at(path: Path, now: int = SOME_INSTANT) -> Database:
    """Open the book at an instant that dates its copy, without waiting long for another program."""
    return open_book(path, SHORT_PATIENCE, clock=FakeClock(now))


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def assert_upgraded(book: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    """Nothing that was written is lost; one whole copy of the old book lies beside it, and nothing else."""
    assert version_of(book) == NEWEST
    assert written(book) == before
    folder = book.with_name("backups")
    copies = backups_in(folder)
    assert len(copies) == 1
    assert names(folder) == [copies[0].path.name]
    assert version_of(copies[0].path) == RELEASES
    assert written(copies[0].path) == before
