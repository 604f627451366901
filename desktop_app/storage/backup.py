"""Copies of the book, made by SQLite itself and read again before they count.

A copy is written under another name and gets its own once it has been checked and is on the disk: what
is named after a time is whole.
"""

from __future__ import annotations

import logging
import re
import shutil
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import (
    BackupFailed,
    BackupRoomMissing,
    DatabaseDamaged,
    StorageFull,
    StorageUnavailable,
)
from desktop_app.logbook.backups import Backup
from desktop_app.storage.database import sync_fully
from desktop_app.storage.faults import DAMAGED, faults_told
from desktop_app.storage.files import create_private, make_private_folder, refusals_told, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from desktop_app.logbook.telling import Tell

UNFINISHED = "unfinished.db"
"""Of an upgrade, which has the book to itself; backups have a number in it, for two may be made at once."""

PAGES_A_STEP = 1024
SHARES_OF_ROOM = 2
"""One for the copy, and one for the log of what is then done to the original."""

_TIME = "%Y-%m-%d-%H%M%S"
_NAME = re.compile(
    r"shiftbook-(?P<time>\d{4}-\d\d-\d\d-\d{6})-"
    r"(?:before-schema-(?P<schema>\d+)|(?P<entries>\d+)-(?P<head>[0-9a-f]{12}))(?:-\d+)?\.db"
)

log = logging.getLogger(__name__)


def backup_folder(book: Path) -> Path:
    """Return where the copies of the book at this path lie."""
    return book.with_name("backups")


def backups_in(folder: Path) -> Sequence[Backup]:
    """Return the whole copies in *folder*, oldest first."""
    found = []
    for path in folder.glob("shiftbook-*.db"):
        backup = _named_as_one(path)
        if backup is not None:
            found.append(backup)
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.stat().st_mtime_ns))


def _named_as_one(path: Path) -> Backup | None:
    """Return what the name of a copy says of it; None if it is not the name of one."""
    match = _NAME.fullmatch(path.name)
    made_at = _time(match["time"]) if match else None
    if match is None or made_at is None:
        return None
    schema, entries = (None if match[part] is None else int(match[part]) for part in ("schema", "entries"))
    return Backup(path, made_at, schema, entries, match["head"] or "")


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def backup_at(path: Path) -> Backup:
    """Return the backup in a file of any name; it need not be one.

    Raises:
        OSError: if the file cannot be looked at.
    """
    modified_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return _named_as_one(path) or Backup(path, modified_at)


def room_needed(book: apsw.Connection) -> int:
    """Return how many free bytes an upgrade of this book asks for before it begins."""
    return SHARES_OF_ROOM * size_of(book)


def size_of(book: apsw.Connection) -> int:
    """Return how many bytes a copy of this book takes."""
    pages: int = book.pragma("page_count")
    size: int = book.pragma("page_size")
    return pages * size


def back_up(book: apsw.Connection, folder: Path, before_schema: int, *, now: int, progress: Tell) -> Path:
    """Copy an opened book into *folder*; return the copy, which is checked, private and on the disk.

    Earlier copies for the same step, left by tries that failed, go if every entry is in this one too.

    Raises:
        BackupRoomMissing, BackupFailed: if there is no copy; nothing is left of it.
        DatabaseDamaged: if the book itself is not sound.
        StorageBusy: if another program holds it.
    """
    needed = room_needed(book)
    with _told(folder, needed):
        stem = f"{dated(now)}-before-schema-{before_schema}"
        path = copy_book(book, folder / UNFINISHED, needed, lambda _: stem, progress)
    _drop_earlier(path, before_schema)
    return path


def copy_book(
    book: apsw.Connection,
    draft: Path,
    needed: int,
    stem: Callable[[apsw.Connection], str],
    progress: Tell,
) -> Path:
    """Copy an opened book to *draft* and check the copy; return it under its name, whole and on the disk.

    *stem* names it, having looked into it. There must be *needed* free bytes. A draft that is there goes.

    Raises:
        StorageFull, StorageUnavailable: if there is no copy, or it is not the same; nothing is left of it.
        DatabaseDamaged: if the book itself is not sound.
        StorageBusy: if another program holds it.
    """
    folder = draft.parent
    with refusals_told(), faults_told():
        if not folder.is_dir():
            make_private_folder(folder)
        draft.unlink(missing_ok=True)
        if free_room(folder) < needed:
            raise StorageFull
        try:
            with _snapshot(book):
                _copy(book, draft, progress)
                _check(book, draft)
            with closing(look_into(draft)) as copy:
                name = stem(copy)
            return _named(draft, name)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def dated(now: int) -> str:
    """Return what the name of a copy begins with: that of the program, and the time in UTC."""
    return f"shiftbook-{datetime.fromtimestamp(now, UTC).strftime(_TIME)}"


@contextmanager
def _told(folder: Path, needed: int) -> Iterator[None]:
    try:
        yield
    except StorageFull as fault:
        raise BackupRoomMissing(folder, needed, free_room(folder)) from fault
    except StorageUnavailable as fault:
        raise BackupFailed(folder, fault.cause) from fault


def free_room(folder: Path) -> int:
    """Return how many bytes the disk of a folder has left, which may not be there yet."""
    return shutil.disk_usage(folder if folder.exists() else folder.parent).free


@contextmanager
def _snapshot(book: apsw.Connection) -> Iterator[None]:
    """Let all statements and the copy see one committed state, whoever writes meanwhile."""
    book.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
    try:
        yield
    finally:
        book.execute("ROLLBACK")


def _copy(book: apsw.Connection, draft: Path, progress: Tell) -> None:
    create_private(draft)
    with closing(apsw.Connection(str(draft), flags=apsw.SQLITE_OPEN_READWRITE)) as copy:
        sync_fully(copy)
        copy.pragma("journal_mode", "OFF")  # half a copy is thrown away anyhow
        with copy.backup("main", book, "main") as backup:
            while not backup.done:
                backup.step(PAGES_A_STEP)
                progress(backup.page_count - backup.remaining, backup.page_count)


def _check(book: apsw.Connection, draft: Path) -> None:
    with closing(look_into(draft)) as copy:
        found = soundness(copy)
        if found != "ok":
            if soundness(book) != "ok":
                raise DatabaseDamaged(found)
            raise StorageUnavailable(f"the copy is not sound ({found})")
        if _contents(copy) != _contents(book):
            raise StorageUnavailable("the copy does not hold what the logbook holds")


def look_into(path: Path) -> apsw.Connection:
    """Open a whole copy to read in it, leaving no trace."""
    # Nobody writes to a copy; without `immutable` reading it would leave two files beside it.
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    return apsw.Connection(_address(path), flags=flags)


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?immutable=1"


def soundness(connection: apsw.Connection) -> str:
    """Return "ok", or what SQLite finds wrong with a book or a copy."""
    try:
        return str(connection.execute("PRAGMA integrity_check(1)").get)
    except DAMAGED as error:
        return str(error)


def _contents(connection: apsw.Connection) -> Sequence[object]:
    entries = connection.execute("SELECT count(*), max(number) FROM entry").fetchone()
    return (connection.pragma("application_id"), connection.pragma("user_version"), entries)


def _named(draft: Path, stem: str) -> Path:
    path = free_path(draft.parent, stem)
    draft.rename(path)
    sync_folder(path.parent)
    return path


def free_path(folder: Path, stem: str) -> Path:
    """Return where a copy of this name can go: a clock that stands still must not cost an earlier one."""
    names = (f"{stem}-{number}.db" if number > 1 else f"{stem}.db" for number in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def _drop_earlier(newest: Path, before_schema: int) -> None:
    for earlier in backups_in(newest.parent):
        if earlier.before_schema == before_schema and earlier.path != newest:
            # One that cannot be read, or was made of another version, is not ours to judge.
            with suppress(OSError, apsw.Error):
                if _has_nothing_more(earlier.path, newest):
                    earlier.path.unlink()
                    log.info("backup outcome=replaced earlier=%s", earlier.path.name)


def _has_nothing_more(earlier: Path, newest: Path) -> bool:
    with closing(look_into(newest)) as connection:
        connection.execute("ATTACH ? AS earlier", (_address(earlier),))
        more = connection.execute(
            "SELECT 1 FROM (SELECT * FROM earlier.entry EXCEPT SELECT * FROM main.entry)"
            " UNION ALL SELECT 1 FROM (SELECT * FROM earlier.instance EXCEPT SELECT * FROM main.instance)"
        )
        return more.fetchone() is None
