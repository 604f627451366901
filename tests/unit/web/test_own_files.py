"""Addresses of our own files: another content is another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.web import own_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of files that stands in for ours."""
    monkeypatch.setattr(own_files, "resource_path", lambda _: tmp_path)
    own_files.edition.cache_clear()
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "one.js").write_text("1")
    yield tmp_path
    own_files.edition.cache_clear()


def test_names_the_edition(folder: Path) -> None:
    """Eight hex digits, and the path as it lies in the folder."""
    assert folder.is_dir()
    prefix, edition, path = own_files.static("js/one.js").strip("/").split("/", 2)
    assert (prefix, path) == ("static", "js/one.js")
    assert int(edition, 16) >= 0
    assert len(edition) == 8


@pytest.mark.parametrize("change", ["content", "name", "another"])
def test_whatever_changes_is_another_edition(folder: Path, change: str) -> None:
    """A script imports others by their names alone: all of them have one edition."""
    before = own_files.edition()
    script = folder / "js" / "one.js"
    if change == "content":
        script.write_text("2")
    elif change == "name":
        script.rename(folder / "js" / "two.js")
    else:
        (folder / "two.css").touch()
    own_files.edition.cache_clear()
    assert own_files.edition() != before
