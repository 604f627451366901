"""P1 and P8: a restore or a backup cut off or refused anywhere; the book is the old or the new one, whole."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

import apsw
import pytest

from desktop_app.errors import BackupNoRoom, BackupNotMade, ShiftbookError
from desktop_app.logbook.backups import NOBODY, BackupService
from desktop_app.logbook.model import Writing
from desktop_app.logbook.telling import unheard
from desktop_app.storage.backup import backup_at, backups_in
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.migrate import open_book
from desktop_app.storage.proof import verify_copy
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.disk import faulty_disk
from tests.helpers.record import exported, files_of, new_record

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.storage.database import Database
    from tests.helpers.disk import FaultyDisk

pytestmark = pytest.mark.faults

TRIED = 24
"""So many changes, from the first to the last, are cut off."""


class Before(NamedTuple):
    """A data folder with a backup in it, and the record then and now."""

    data: Path
    backup: str
    then: bytes
    now: bytes


@pytest.fixture
def before(tmp_path: Path) -> Before:
    """An entry has been added since the backup."""
    data = tmp_path / "before"
    data.mkdir()
    with closing(new_record(data)) as book:
        made, then = backups_of(book).make(NOBODY, SOME_INSTANT, unheard).backup, exported(book, data)
        SqliteEntryStore(book).add(
            author_id=1, key="k", writing=Writing("since"), written_at=SOME_INSTANT, utc_offset=0
        )
        return Before(data, made.path.name, then, exported(book, data))


def backups_of(book: Database) -> SqliteBackupStore:
    """Return the backups of an opened book."""
    return SqliteBackupStore(book, files_of(book.path.parent))


def restore(data: Path, name: str) -> None:
    """Restore as the sign-in page does."""
    with closing(open_book(data / "shiftbook.db")) as book:
        service = BackupService(backups_of(book), lambda _: 0)
        service.restore(service.called(name), "Ada Byron", SOME_INSTANT + 60, unheard)


def back_up(data: Path) -> None:
    """Make a backup as the page does, the next day."""
    with closing(open_book(data / "shiftbook.db")) as book:
        BackupService(backups_of(book), lambda _: 0).make(NOBODY, SOME_INSTANT + 86_400, unheard)


def record_in(data: Path) -> bytes:
    """Open the book as the next start does and return its record."""
    with closing(open_book(data / "shiftbook.db")) as book:
        return exported(book, data)


def test_a_power_cut_anywhere_leaves_the_one_or_the_other(before: Before, tmp_path: Path) -> None:
    """Whatever had reached the disk by then; all backups under their names are whole."""
    whole, found = tmp_path / "whole", set[bytes]()
    shutil.copytree(before.data, whole)
    with faulty_disk() as disk:
        restore(whole, before.backup)
        changes = len(disk.changes)
    assert record_in(whole) == before.then
    for change in {changes * part // TRIED for part in range(TRIED)} | set(range(changes - 8, changes)):
        data = tmp_path / str(change)
        shutil.copytree(before.data, data)
        with faulty_disk() as disk:
            disk.cut_power_before(change, luck=change)
            with suppress(ShiftbookError, apsw.IOError):
                restore(data, before.backup)
        record = record_in(data)
        assert record in {before.then, before.now}
        found.add(record)
        for backup in backups_in(data / "backups"):
            assert verify_copy(backup.path, unheard).faults == ()
        restore(data, before.backup)
        assert record_in(data) == before.then
    assert found == {before.then, before.now}


@pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError], ids=["full", "failing"])
def test_a_disk_that_refuses_a_restore_leaves_the_one_or_the_other(
    before: Before, tmp_path: Path, fault: type[apsw.Error]
) -> None:
    """From any change on; it is told in our words, and the same program goes on in that book."""
    whole, found = tmp_path / "whole", set[bytes]()
    shutil.copytree(before.data, whole)
    with faulty_disk() as disk:
        restore(whole, before.backup)
        changes = len(disk.changes)
    for change in {changes * part // TRIED for part in range(TRIED)} | set(range(changes - 8, changes)):
        data = tmp_path / str(change)
        shutil.copytree(before.data, data)
        with faulty_disk() as disk, closing(open_book(data / "shiftbook.db")) as book:
            service = BackupService(backups_of(book), lambda _: 0)
            backup = service.called(before.backup)

            def trouble(_kind: str, _file: str, *, last: int = change, disk: FaultyDisk = disk) -> None:
                if len(disk.changes) >= last:
                    raise fault("refused")

            disk.trouble = trouble
            with suppress(ShiftbookError):
                service.restore(backup, "Ada Byron", SOME_INSTANT + 60, unheard)
            disk.trouble = None
            found.add(exported(book, data))
            assert found <= {before.then, before.now}
            SqliteEntryStore(book).add(
                author_id=1, key="on", writing=Writing("on"), written_at=SOME_INSTANT, utc_offset=0
            )
        assert not (data / "restoring").exists()
    assert before.now in found


@pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError], ids=["full", "failing"])
def test_a_disk_that_refuses_costs_only_the_backup(
    before: Before, tmp_path: Path, fault: type[apsw.Error]
) -> None:
    """It says so, leaves no half copy, and the book goes on."""
    changes = 0
    for change in range(100):
        data = tmp_path / str(change)
        shutil.copytree(before.data, data)
        with faulty_disk() as disk:

            def trouble(_kind: str, file: str) -> None:
                nonlocal changes
                if file.startswith("unfinished"):
                    changes += 1
                    if changes > change:  # noqa: B023 - it is called within this turn
                        raise fault("refused")

            disk.trouble, changes = trouble, 0
            try:
                back_up(data)
            except (BackupNoRoom, BackupNotMade):
                refused = True
            else:
                refused = False
        assert len(backups_in(data / "backups")) == (1 if refused else 2)
        assert list((data / "backups").glob("unfinished*")) == []
        assert record_in(data) == before.now
        if not refused:
            break
    assert change > 5
    assert backup_at(data / "backups" / before.backup).entries
