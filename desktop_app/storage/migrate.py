"""Opening the book in this program's schema, whatever Shiftbook wrote it.

Numbered scripts lead from one version to the next. A book gets all it lacks in one transaction: whatever
cuts that off, the Shiftbook that wrote the book can still open it.
"""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import timedelta
from random import uniform
from time import monotonic, sleep
from typing import TYPE_CHECKING

import apsw

from desktop_app.clock import SystemClock
from desktop_app.errors import DatabaseDamaged, StorageBusy
from desktop_app.logbook.telling import unheard
from desktop_app.storage.backup import back_up, backup_folder
from desktop_app.storage.chain_upgrade import lend_chain
from desktop_app.storage.database import BUSY_TIMEOUT, Database, connect, sync_fully
from desktop_app.storage.faults import faults_told
from desktop_app.storage.opening import told_at_start
from desktop_app.storage.schema import judged_version, known_migrations, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop_app.clock import Clock
    from desktop_app.logbook.telling import Tell

log = logging.getLogger(__name__)

PAUSE_SECONDS = (0.02, 0.08)
"""How long to wait before the next try to have the book alone: of two that start together, one is first."""

_SYSTEM_CLOCK = SystemClock()


def open_book(
    path: Path,
    busy_timeout: timedelta = BUSY_TIMEOUT,
    *,
    clock: Clock = _SYSTEM_CLOCK,
    progress: Tell = unheard,
    linked: Tell = unheard,
) -> Database:
    """Open the book at *path* in this program's schema; make a new one where there is none.

    An older Shiftbook's book is copied first, of which *progress* hears, and upgraded; *linked* hears how
    many entries have got their hash, and of how many. *clock* dates the copy.

    Raises:
        StartError: if the environment stands in the way, or the copy cannot be made.
        DatabaseNewer, DatabaseDamaged: if the file is not for this program; it is left as it is.
    """
    scripts = known_migrations()
    with told_at_start(path):
        while True:
            _upgrade_in_turn(path, scripts, busy_timeout, clock, progress, linked)
            database = Database(path, busy_timeout)
            try:
                if begin(database, scripts):
                    return database
            except BaseException:
                database.close()
                raise
            # Only a writer could see that it is an older book: another program's journal lay beside it.
            database.close()


def begin(database: Database, scripts: Sequence[Path]) -> bool:
    """Make a book of an empty file; return whether it now is what the *scripts* make.

    Raises:
        DatabaseNewer, DatabaseDamaged: if the file is not for this program.
        StorageError: if the environment stands in the way.
    """
    with database.read() as connection:
        version = judged_version(connection, known=len(scripts))
    if version == 0:
        with database.write() as connection:
            # Another program may have been quicker while we waited for our turn.
            version = judged_version(connection, known=len(scripts))
            if version == 0:
                version = _apply(connection, scripts, version)
    return version == len(scripts)


def upgrade(path: Path, scripts: Sequence[Path], *, now: int, progress: Tell, linked: Tell = unheard) -> None:
    """Copy an older book, then apply the *scripts* it lacks, while no other program has it open.

    Whoever opens the book may do this, the window or a command: SQLite's own lock on the file keeps
    everybody else out meanwhile, an older Shiftbook too, which would not know the new schema.

    Raises:
        StorageBusy: if another program has the book open.
        StartError: if the copy cannot be made; the book is left as it is.
        StorageError: if the environment stands in the way; the book is as it was.
    """
    with faults_told(), closing(_alone(path)) as book:
        version = judged_version(book, known=len(scripts))
        if version == len(scripts):
            return  # another program was quicker
        copy = back_up(book, backup_folder(path), len(scripts), now=now, progress=progress)
        book.execute("BEGIN IMMEDIATE")
        _apply(book, scripts, version, linked)
        _refuse_broken_references(book)
        book.execute("COMMIT")
    log.info("upgrade outcome=ok from=%d to=%d backup=%s", version, len(scripts), copy.name)


def _upgrade_in_turn(
    path: Path,
    scripts: Sequence[Path],
    busy_timeout: timedelta,
    clock: Clock,
    progress: Tell,
    linked: Tell,
) -> None:
    patience = monotonic() + busy_timeout.total_seconds()
    while 0 < version_of(path, len(scripts), busy_timeout) < len(scripts):
        try:
            upgrade(path, scripts, now=clock.now(), progress=progress, linked=linked)
        except StorageBusy:
            # Whoever has the book open may be a Shiftbook that has just upgraded it: look again.
            if monotonic() > patience:
                raise
            sleep(uniform(*PAUSE_SECONDS))  # noqa: S311 - no secret


def _alone(path: Path) -> apsw.Connection:
    # Foreign keys stay off, SQLite's default: with them on, a script that replaces a table would delete
    # the rows that refer to it. And SQLite must not wait for the lock: it would hold a part of it meanwhile,
    # and two that wait would wait for each other.
    book = connect(path, apsw.SQLITE_OPEN_READWRITE, timedelta(0))
    try:
        sync_fully(book)
        book.pragma("locking_mode", "EXCLUSIVE")
        book.execute("BEGIN IMMEDIATE; ROLLBACK")  # the lock comes with the first access
    except BaseException:
        book.close()
        raise
    return book


def _apply(connection: apsw.Connection, scripts: Sequence[Path], version: int, linked: Tell = unheard) -> int:
    lend_chain(connection, linked)
    for script in scripts[version:]:
        connection.execute(script.read_text("utf-8"))
    connection.pragma("user_version", len(scripts))
    return len(scripts)


def _refuse_broken_references(book: apsw.Connection) -> None:
    broken = book.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise DatabaseDamaged(f"a row of {broken[0]} refers to one of {broken[2]} that is not there")
