"""What the package asks for, and how its files look whoever built it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from build_scripts import deb

if TYPE_CHECKING:
    from pathlib import Path


def test_it_asks_for_what_was_found_and_what_is_loaded_later() -> None:
    """dpkg-shlibdeps cannot know of the latter."""
    found = deb.depends("dpkg-shlibdeps: warning: x\nshlibs:Depends=libc6 (>= 2.35), zlib1g\n")
    assert found == ", ".join(["libc6 (>= 2.35)", "zlib1g", *deb.LOADED_LATER])


def test_nothing_found_is_an_error() -> None:
    """A package that asks for no C library was not looked at."""
    with pytest.raises(deb.NothingLinked):
        deb.depends("")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_files_have_one_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the umask was, and whenever it was."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    folder = tmp_path / "usr/lib/shiftbook"
    folder.mkdir(parents=True)
    for name, mode in (("shiftbook", 0o600), ("notes", 0o777)):
        (folder / name).touch(mode)
    (folder / "link").symlink_to("nowhere")
    deb.settle(tmp_path)
    modes = {path.name: path.lstat().st_mode & 0o777 for path in folder.iterdir() if not path.is_symlink()}
    assert modes == {"shiftbook": 0o755, "notes": 0o644}
    assert {path.lstat().st_mtime for path in [tmp_path, *tmp_path.rglob("*")]} == {1790000000}
