"""What is in force: the setting, the answer at set-up, or that the computer is shared."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop_app.config import IDLE_LOCK
from desktop_app.errors import StorageFull
from desktop_app.sessions.idle_lock import IdleLock
from desktop_app.storage.instance import SqliteComputerStore
from tests.helpers.clock import SOME_INSTANT as NOW
from tests.helpers.database import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.sessions.store import ComputerStore

SECONDS = int(IDLE_LOCK.total_seconds())


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[ComputerStore]:
    """What a new book knows of its computer."""
    database = open_book(tmp_path)
    yield SqliteComputerStore(database)
    database.close()


@pytest.mark.parametrize(("shared", "seconds"), [(None, SECONDS), (True, SECONDS), (False, None)])
def test_without_a_setting_the_answer_decides(
    computer: ComputerStore, *, shared: bool | None, seconds: int | None
) -> None:
    """Nobody asked is the safer answer."""
    if shared is not None:
        computer.say_shared(shared=shared, by=None, now=NOW)
    idle_lock = IdleLock(None, computer)
    assert (idle_lock.shared, idle_lock.seconds, idle_lock.decided_by_setting) == (shared, seconds, False)


@pytest.mark.parametrize(("setting", "seconds"), [(timedelta(seconds=7), 7), (timedelta(0), None)])
@pytest.mark.parametrize("shared", [True, False])
def test_a_setting_beats_every_answer(
    computer: ComputerStore, setting: timedelta, seconds: int | None, *, shared: bool
) -> None:
    """The answer is kept for a run without one."""
    idle_lock = IdleLock(setting, computer)
    idle_lock.answer(shared=shared, by=None, now=NOW)
    assert (idle_lock.seconds, idle_lock.decided_by_setting) == (seconds, True)
    assert IdleLock(None, computer).shared is shared


def test_an_answer_counts_at_once(computer: ComputerStore) -> None:
    """And again when it changes."""
    idle_lock = IdleLock(None, computer)
    idle_lock.answer(shared=False, by=None, now=NOW)
    assert (idle_lock.shared, idle_lock.seconds) == (False, None)
    idle_lock.answer(shared=True, by=None, now=NOW)
    assert (idle_lock.shared, idle_lock.seconds) == (True, SECONDS)


def test_an_answer_that_cannot_be_kept_does_not_count(
    computer: ComputerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next run would do otherwise."""
    idle_lock = IdleLock(None, computer)

    def fail(**_: object) -> None:
        raise StorageFull

    monkeypatch.setattr(computer, "say_shared", fail)
    with pytest.raises(StorageFull):
        idle_lock.answer(shared=False, by=None, now=NOW)
    assert (idle_lock.shared, idle_lock.seconds) == (None, SECONDS)


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, 60), (1, 1), (19, 1), (20, 2), (300, 30), (600, 60), (86_400, 60)]
)
def test_inputs_are_noted_ten_times_a_lock(computer: ComputerStore, seconds: int, step: int) -> None:
    """Once a minute at least, once a second at most."""
    assert IdleLock(timedelta(seconds=seconds), computer).step == step
