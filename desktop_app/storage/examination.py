"""Looking at a book without leaving a trace: nothing is made, moved or mended."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged
from desktop_app.storage.faults import faults_told
from desktop_app.storage.schema import judged_version, known_migrations, plausible_size

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Examination:
    """What a sound book says of itself; *newest_entry_at* in epoch seconds, None while it is empty."""

    version: int
    known_version: int
    newest_entry_at: int | None


def examine_book(path: Path) -> Examination | None:
    """Read the book at *path*; None if there is none, or if only the next start can read it.

    The latter is a book that was copied without its index: reading it would write one.

    Raises:
        DatabaseNewer, DatabaseDamaged: if it is not sound, or not for this program.
        StorageError: if the environment stands in the way.
    """
    if plausible_size(path) == 0:
        return None
    in_use = path.with_name(f"{path.name}-wal").exists()
    if in_use and not path.with_name(f"{path.name}-shm").exists():
        return None
    # Without `immutable` even a reader makes the two files beside a book that nobody has open.
    address = f"{path.as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    with faults_told(), closing(apsw.Connection(address, flags=flags)) as connection:
        return _examine(connection)


def _examine(connection: apsw.Connection) -> Examination | None:
    known = len(known_migrations())
    version = judged_version(connection, known)
    if version == 0:
        return None
    found = connection.execute("PRAGMA quick_check(1)").get
    if found != "ok":
        raise DatabaseDamaged(str(found))
    newest = connection.execute("SELECT written_at FROM entry ORDER BY number DESC LIMIT 1").get
    return Examination(version, known, newest)
