"""The form a book's file has: how many of the numbered scripts it has had.

The number is SQLite's `user_version`, kept in the file's header.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged, DatabaseNewer
from desktop_app.storage.database import connect
from desktop_app.storage.faults import faults_told
from desktop_app.storage.files import size_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

APPLICATION_ID = 0x53684264
"""`ShBd` in the file's header: a Shiftbook, and no other program's database."""

SQLITE_HEADER_BYTES = 100
MIGRATIONS = Path(__file__).with_name("migrations")


def known_migrations() -> Sequence[Path]:
    """Return the scripts in their order; the first brings an empty file to version 1."""
    scripts = sorted(MIGRATIONS.glob("*.sql"))
    numbers = [int(script.name.partition("_")[0]) for script in scripts]
    if not scripts or numbers != list(range(1, len(scripts) + 1)):
        raise RuntimeError(f"migrations are missing or misnumbered: {numbers}")
    return scripts


def version_of(path: Path, known: int, busy_timeout: timedelta) -> int:
    """Look at the file without writing to it; 0 if it is still to become a book, or only a writer can tell.

    Raises:
        DatabaseNewer: if its version is above *known*.
        DatabaseDamaged: if it is not a database of ours.
        StorageError: if it cannot be read.
    """
    size = plausible_size(path)
    # A journal is left when the very first start was cut off; only a writer can roll it back.
    if size == 0 or size_of(path.with_name(f"{path.name}-journal")) > 0:
        return 0
    with faults_told(), closing(connect(path, apsw.SQLITE_OPEN_READONLY, busy_timeout)) as look:
        return judged_version(look, known)


def plausible_size(path: Path) -> int:
    """Return the file's size in bytes, 0 where a new book may be made.

    Raises:
        DatabaseDamaged: if there is less of a book than there must be.
        StorageUnavailable: if the system will not say.
    """
    # The log first: a book that is just being made gets its log last.
    log_size, size = size_of(path.with_name(f"{path.name}-wal")), size_of(path)
    if size == 0 and log_size > 0:
        # SQLite would delete the log on opening the empty file, and with it what was written last.
        raise DatabaseDamaged("the file is empty or gone, but its write-ahead log is there")
    if 0 < size < SQLITE_HEADER_BYTES:
        raise DatabaseDamaged(f"the file has only {size} bytes")
    return size


def judged_version(connection: apsw.Connection, known: int) -> int:
    """Return the version of an opened file, 0 if it is still to become a book.

    Raises:
        DatabaseNewer: if its version is above *known*.
        DatabaseDamaged: if it is not a database of ours.
    """
    version: int = connection.pragma("user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if (version > 0 or tables != (0,)) and connection.pragma("application_id") != APPLICATION_ID:
        raise DatabaseDamaged("the file is another program's database")
    if version > known:
        raise DatabaseNewer(found=version, known=known)
    return version
