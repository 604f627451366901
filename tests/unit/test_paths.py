"""Where things lie, and who can read them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DataFolderUnusable
from desktop_app.paths import DataFolder, default_data_folder, resource_path

if TYPE_CHECKING:
    from collections.abc import Iterator

on_posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps other people out by access lists")


@pytest.fixture(autouse=True)
def _careless_umask() -> Iterator[None]:
    """Begin as most shells do, and end as it was."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Return who may do what with *path*."""
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_lies_under_the_root(tmp_path: Path) -> None:
    """Copying one folder copies the book."""
    folder = DataFolder(tmp_path)
    places = [getattr(folder, name) for name, kind in vars(DataFolder).items() if isinstance(kind, property)]
    assert len(set(places)) == len(places) >= 5
    assert all(place.is_relative_to(tmp_path) and place != tmp_path for place in places)
    assert folder.database.name == "shiftbook.db"


def test_makes_its_folders_and_may_do_so_again(tmp_path: Path) -> None:
    """However deep, and however often."""
    folder = DataFolder(tmp_path / "a" / "b c" / "é")
    folder.prepare()
    folder.database.write_text("kept")
    folder.prepare()
    assert folder.webview.is_dir()
    assert folder.log.parent.is_dir()
    assert folder.database.read_text() == "kept"


@on_posix
@pytest.mark.parametrize(
    ("neighbour", "expected"), [("other.txt", 0o755), ("shiftbook.db", 0o700), (None, 0o700)]
)
def test_closes_a_folder_that_is_its_own_only(tmp_path: Path, neighbour: str | None, expected: int) -> None:
    """Somebody who names a folder with other things in it does not lose their way into it."""
    root = tmp_path / "given"
    root.mkdir(mode=0o755)
    if neighbour:
        (root / neighbour).touch()
    DataFolder(root).prepare()
    assert mode(root) == expected
    assert mode(root / "webview") == 0o700


@on_posix
def test_nobody_else_can_read_what_is_made(tmp_path: Path) -> None:
    """Folders 0700, and every file the process makes from then on 0600."""
    folder = DataFolder(tmp_path / "new" / "book")
    folder.prepare()
    for made in (folder.root.parent, folder.root, folder.webview, folder.log.parent):
        assert mode(made) == 0o700
    folder.key.write_text("made by anybody in this process")
    assert mode(folder.key) == 0o600


@on_posix
def test_a_folder_others_could_read_is_closed(tmp_path: Path) -> None:
    """Somebody made it by hand before the first start."""
    tmp_path.chmod(0o755)
    DataFolder(tmp_path).prepare()
    assert mode(tmp_path) == 0o700


def test_says_why_a_folder_cannot_be_used(tmp_path: Path) -> None:
    """The sentence names the folder and the system's own reason."""
    in_the_way = tmp_path / "book"
    in_the_way.write_text("a file")
    for root in (in_the_way, in_the_way / "deeper"):
        with pytest.raises(DataFolderUnusable) as refused:
            DataFolder(root).prepare()
        assert str(root) in str(refused.value)
        assert refused.value.cause
    assert in_the_way.read_text() == "a file"


@on_posix
def test_says_so_when_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only disk is not a crash."""

    def refuse(_path: Path, _mode: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(DataFolderUnusable, match="Read-only file system"):
        DataFolder(tmp_path).prepare()


def test_the_usual_folder_is_the_persons_own() -> None:
    """It carries the program's name and lies where this system keeps such things."""
    folder = default_data_folder()
    assert folder.is_absolute()
    assert folder.name == "Shiftbook"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is a custom of Linux")
def test_the_usual_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody who keeps data elsewhere has said so."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder() == tmp_path / "Shiftbook"


def test_assets_are_found_from_source() -> None:
    """Wherever the program is started from."""
    assert resource_path("desktop_app/paths.py").is_file()


def test_assets_are_found_frozen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PyInstaller unpacks them to a folder it names."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("assets/templates") == tmp_path / "assets" / "templates"
