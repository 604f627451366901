"""The key is made once, whole, and for its owner alone."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DataFolderUnusable, KeyFileDamaged
from desktop_app.storage import keyfile
from desktop_app.storage.keyfile import load_or_create_key

if TYPE_CHECKING:
    from pathlib import Path


def test_returns_the_same_key_ever_after(tmp_path: Path) -> None:
    """The second start signs with what the first has made."""
    first = load_or_create_key(tmp_path / "key")

    assert len(first) == 32
    assert load_or_create_key(tmp_path / "key") == first


def test_makes_another_key_for_another_folder(tmp_path: Path) -> None:
    """Two books never share a key."""
    assert load_or_create_key(tmp_path / "one") != load_or_create_key(tmp_path / "two")


@pytest.mark.usefixtures("usual_umask")
def test_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the umask, the mode is 0600."""
    load_or_create_key(tmp_path / "key")

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_leaves_nothing_else_behind(tmp_path: Path) -> None:
    """The name it was written under first is gone."""
    load_or_create_key(tmp_path / "key")

    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33], ids=len)
def test_refuses_a_file_that_holds_no_key(tmp_path: Path, content: bytes) -> None:
    """It is left as it is: a new key would sign everybody out without a word."""
    (tmp_path / "key").write_bytes(content)

    with pytest.raises(KeyFileDamaged, match=f"{len(content)} bytes"):
        load_or_create_key(tmp_path / "key")

    assert (tmp_path / "key").read_bytes() == content


def test_names_the_folder_that_cannot_be_used(tmp_path: Path) -> None:
    """The sentence says where, and what to do."""
    with pytest.raises(DataFolderUnusable, match="--data-dir"):
        load_or_create_key(tmp_path / "absent" / "key")


def test_programs_starting_together_get_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them find no key and make one; all go on with the one that was first."""
    together = Barrier(8)
    create = keyfile._create

    def create_together(path: Path) -> None:
        together.wait()
        create(path)

    monkeypatch.setattr(keyfile, "_create", create_together)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(load_or_create_key, [tmp_path / "key"] * 8))

    assert keys == {(tmp_path / "key").read_bytes()}


def test_a_power_cut_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the bytes are on the disk there is nothing under the key's name."""

    def cut(_handle: int) -> None:
        assert not (tmp_path / "key").exists()
        raise OSError("the power is gone")

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(DataFolderUnusable):
        load_or_create_key(tmp_path / "key")

    assert not (tmp_path / "key").exists()
