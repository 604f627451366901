"""A whole program and its backups: made beside the work, called off when it ends, cleared up after."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app import composition
from desktop_app.composition import Shiftbook, build, people_of
from desktop_app.config import Settings
from desktop_app.instance import Claim
from desktop_app.logbook.backups import BackupService
from desktop_app.storage.backup import backups_in, copy_book
from desktop_app.storage.restoring import WORKSHOP
from tests.helpers.clock import SOME_INSTANT, FakeClock
from tests.helpers.data_folder import prepared_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.telling import Tell
    from desktop_app.paths import DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder ready to be used."""
    return prepared_folder(tmp_path / "data")


@pytest.fixture
def program(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shiftbook]:
    """A program that is built and not started; it will tidy up at once."""
    monkeypatch.setattr(composition, "PURGE_DELAY", timedelta(0))
    with Claim(folder) as claim:
        assert claim.take()
        opened = build(Settings(), folder, FakeClock(), claim)
        yield opened
        opened.stop()


def test_the_day_gets_its_backup_without_anybody_asking(
    program: Shiftbook, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Soon after the program was opened."""
    made, make_if_due = Event(), BackupService.make_if_due

    def watched(service: BackupService, now: int, tell: Tell) -> bool:
        done = make_if_due(service, now, tell)
        made.set()
        return done

    monkeypatch.setattr(BackupService, "make_if_due", watched)
    with people_of(folder) as people:
        people.add("Ada Byron", "correct horse battery", administrator=True, now=SOME_INSTANT)
    program.start()
    assert made.wait(10)
    assert [backup.entries for backup in backups_in(folder.root / "backups")] == [0]


def test_a_program_that_is_closed_does_not_wait_for_it(
    program: Shiftbook, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a backup is none; the next start makes a whole one."""
    begun = Event()

    def copied_while_closing(*values: Any) -> Path:
        begun.set()
        assert program._ending.wait(10)
        return copy_book(*values)

    monkeypatch.setattr("desktop_app.storage.backups.copy_book", copied_while_closing)
    with people_of(folder) as people:
        people.add("Ada Byron", "correct horse battery", administrator=True, now=SOME_INSTANT)
    program.start()
    assert begun.wait(10)
    program.stop()
    assert list((folder.root / "backups").iterdir()) == []


def test_what_a_killed_restore_left_is_cleared_at_the_start(program: Shiftbook, folder: DataFolder) -> None:
    """It is a copy of the whole book."""
    left = folder.root / WORKSHOP / "shiftbook.db"
    left.parent.mkdir()
    left.write_bytes(b"a copy")
    program.start()
    assert not left.parent.exists()
