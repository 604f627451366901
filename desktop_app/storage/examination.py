"""Looking at a book without leaving a trace: nothing is made, moved or mended."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged
from desktop_app.storage.backup import room_needed
from desktop_app.storage.faults import faults_told
from desktop_app.storage.opening import told_at_start
from desktop_app.storage.schema import judged_version, known_migrations, plausible_size

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Examination:
    """What a sound book says of itself; *newest_entry_at* in epoch seconds, None while it is empty.

    *room_needed* is how many free bytes the next start asks for to upgrade it, 0 if it has nothing to do.
    *backup_folder* is where somebody has chosen that backups go, "" if nobody has.
    """

    version: int
    known_version: int
    newest_entry_at: int | None
    room_needed: int
    backup_folder: str


def examine_book(path: Path) -> Examination | None:
    """Read the book at *path*; None if there is none, or if only the next start can read it.

    The latter is a book that was copied without its index: reading it would write one.

    Raises:
        DatabaseNewer, DatabaseDamaged: if it is not sound, or not for this program.
        StartError: if the environment stands in the way, in the words of a start.
    """
    with told_at_start(path):
        if plausible_size(path) == 0:
            return None
        with faults_told(), closing(look(path)) as connection:
            try:
                return _examine(connection)
            except apsw.CantOpenError:
                if _has_index(path) or not _in_use(path):
                    raise
                return None


def look(path: Path) -> apsw.Connection:
    """Open a book, or a copy of one, without leaving a trace of it."""
    # Without `immutable` even a reader makes the two files beside a book that nobody has open. In a book
    # in use it must not make the index that a crash or a copy left out, but still meets another's lock.
    how = "mode=ro&readonly_shm=1" if _in_use(path) else "immutable=1"
    return apsw.Connection(f"{path.as_uri()}?{how}", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _in_use(path: Path) -> bool:
    return path.with_name(f"{path.name}-wal").exists()


def _has_index(path: Path) -> bool:
    return path.with_name(f"{path.name}-shm").exists()


def _examine(connection: apsw.Connection) -> Examination | None:
    known = len(known_migrations())
    version = judged_version(connection, known)
    if version == 0:
        return None
    found = connection.execute("PRAGMA quick_check(1)").get
    if found != "ok":
        raise DatabaseDamaged(str(found))
    newest = connection.execute("SELECT written_at FROM entry ORDER BY number DESC LIMIT 1").get
    room = room_needed(connection) if version < known else 0
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(instance)")}
    chosen = "backup_folder" in columns and connection.execute("SELECT backup_folder FROM instance").get
    return Examination(version, known, newest, room, str(chosen or ""))
