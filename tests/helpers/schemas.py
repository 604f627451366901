"""Books of every schema there has been, and the Shiftbooks of later years."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.storage.schema import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

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

INVENTED = (ADDS_AND_FILLS, REPLACES_A_TABLE)
"""Two schemas to come: one adds and fills, one replaces a table that others refer to."""


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
