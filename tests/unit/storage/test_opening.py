"""A fault met while the book opens is told to somebody who is waiting, not to somebody who was writing."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import (
    BookDiskFull,
    BookHeld,
    BookReadOnly,
    BookUnreachable,
    DatabaseDamaged,
    DatabaseNewer,
    ShiftbookError,
    StartError,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnavailable,
)
from desktop_app.storage.opening import told_at_start

if TYPE_CHECKING:
    from pathlib import Path

UNAVAILABLE = StorageUnavailable("disk I/O error (SQLITE_IOERR_READ)")


def told(path: Path, fault: StorageError) -> ShiftbookError:
    """Return what a person would be told."""
    with pytest.raises((StartError, StorageError)) as raised, told_at_start(path):
        raise fault
    return raised.value


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(StorageBusy(), BookHeld), (StorageFull(), BookDiskFull), (UNAVAILABLE, BookUnreachable)],
    ids=["busy", "full", "failing"],
)
def test_each_fault_has_its_sentence(old: Path, fault: StorageError, expected: type[StartError]) -> None:
    """With the file's name in it, and the fault as its cause."""
    error = told(old, fault)

    assert type(error) is expected
    assert str(old) in str(error)
    assert error.__cause__ is fault
    assert "saved" not in str(error)


def test_a_full_disk_is_seen_behind_another_fault(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for the log's index SQLite reports a failing disk."""
    usage = type("Usage", (), {"free": 4096})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert isinstance(told(old, UNAVAILABLE), BookDiskFull)


@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_missing_right_is_seen_behind_another_fault(
    old: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    """The file's, or its folder's, where the log has to be made."""
    refused = old if which == "file" else old.parent
    monkeypatch.setattr(os, "access", lambda path, how: how != os.W_OK or path != refused)

    assert isinstance(told(old, UNAVAILABLE), BookReadOnly)


def test_a_disk_that_is_gone_is_not_read_only(tmp_path: Path) -> None:
    """Nothing is there to be given a right to."""
    assert isinstance(told(tmp_path / "gone" / "shiftbook.db", UNAVAILABLE), BookUnreachable)


@pytest.mark.parametrize("fault", [DatabaseDamaged("bits"), DatabaseNewer(9, 1)], ids=["damaged", "newer"])
def test_what_says_it_all_is_left_as_it_is(old: Path, fault: StorageError) -> None:
    """Their sentences were made for a start."""
    assert told(old, fault) is fault
    assert "left as it is" in str(fault)
