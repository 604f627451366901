"""Files are made for their owner alone, and the system's refusals are told as ours."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageFull, StorageUnavailable
from desktop_app.storage.files import create_private, make_private_folder, size_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.usefixtures("usual_umask")
def test_makes_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    """The mode is right from the first moment, not after a chmod."""
    create_private(tmp_path / "new")

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize("there", [False, True], ids=["new", "open to others"])
def test_makes_a_folder_for_its_owner_alone(tmp_path: Path, *, there: bool) -> None:
    """Also of one that somebody has made before."""
    if there:
        (tmp_path / "folder").mkdir(0o755)

    make_private_folder(tmp_path / "folder")

    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_leaves_a_file_that_is_there(tmp_path: Path) -> None:
    """What somebody has is neither emptied nor made anew."""
    (tmp_path / "old").write_bytes(b"words")

    create_private(tmp_path / "old")

    assert (tmp_path / "old").read_bytes() == b"words"


def test_tells_of_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that finds no room is not the same as a folder that cannot be written."""

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageFull):
        create_private(tmp_path / "new")


def test_tells_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The system's own words are kept for the log."""
    with pytest.raises(StorageUnavailable) as raised:
        create_private(tmp_path / "absent" / "new")

    assert "No such file" in raised.value.cause


def test_knows_the_size_of_a_file(tmp_path: Path) -> None:
    """In bytes; nothing there counts as nothing in it."""
    (tmp_path / "five").write_bytes(b"words")

    assert size_of(tmp_path / "five") == 5
    assert size_of(tmp_path / "absent") == 0


def test_tells_when_a_size_cannot_be_known(tmp_path: Path) -> None:
    """A file below another file is no absent one."""
    (tmp_path / "file").touch()

    with pytest.raises(StorageUnavailable):
        size_of(tmp_path / "file" / "below")
