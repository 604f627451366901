"""The look at the bundle finds what must not be in it, and what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from build_scripts import bundle
from build_scripts.environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="an application has another layout")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A bundle with all the program reads, and no program."""
    for part in bundle.SHIPPED:
        shutil.copytree(ROOT / part, tmp_path / "_internal" / part)
    return tmp_path


def put(folder: Path, name: str, content: bytes = b"") -> None:
    """Put a file into the bundle."""
    file = folder / "_internal" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def complaints(folder: Path) -> list[str]:
    """Return what is wrong with a bundle."""
    with pytest.raises(bundle.BundleRefused) as refused:
        bundle.check(folder)
    return refused.value.wrong


def test_a_sound_bundle_is_accepted(sound: Path) -> None:
    """With licences called as others call them, too."""
    put(sound, "licenses/pytest/tests/LICENSE")
    bundle.check(sound)


@pytest.mark.parametrize(
    "name",
    [
        "gi_typelibs/Gtk-3.0.typelib",
        "libgtk-3.so.0",
        "libwebkit2gtk-4.1.so.0",
        "share/icons/Adwaita/index.theme",
        "share/locale/de/LC_MESSAGES/gtk30.mo",
        "PySide6/QtCore.abi3.so",
        "desktop_app/tests/test_cli.pyc",
        "conftest.py",
        "assets/static/js/session.js.map",
        "shiftbook.key",
        "shiftbook.db",
        "config.toml",
        "server.pem",
        "assets/.env",
        "build_scripts/build.py",
        "desktop_app/__pycache__/cli.cpython-311.pyc",
    ],
)
def test_what_must_not_be_there_is_found(sound: Path, name: str) -> None:
    """Each by its name."""
    put(sound, name)
    assert any(complaint.startswith(f"_internal/{name} is") for complaint in complaints(sound))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries come along")
@pytest.mark.parametrize("name", ["libssl.so.3", "libz.so.1", "libffi.so.8", "cffi.libs/libffi-ae16.so.8.1"])
def test_a_library_of_the_systems_is_found(sound: Path, name: str) -> None:
    """It would be loaded beside the one the window's engine uses."""
    put(sound, name, b"\x7fELF")
    assert f"{name} is the system's" in complaints(sound)


@pytest.mark.skipif(shutil.which("gcc") is None or sys.platform != "linux", reason="needs gcc, and Linux")
def test_a_folder_of_the_building_machine_is_found(sound: Path) -> None:
    """Whoever can write there could run anything in every Shiftbook."""
    put(sound, "apsw/x.c")
    source, library = sound / "_internal/apsw/x.c", sound / "_internal/apsw/x.abi3.so"
    subprocess.run(
        ["gcc", "-shared", "-Wl,-rpath,/home/builder", source, "-o", library], check=True, capture_output=True
    )
    assert "_internal/apsw/x.abi3.so looks for libraries in a folder" in complaints(sound)


@pytest.mark.parametrize(
    "content",
    [b"-----BEGIN RSA PRIVATE KEY-----", b"x eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl"],
    ids=["private key", "token"],
)
def test_a_secret_is_found_in_any_file(sound: Path, content: bytes) -> None:
    """Whatever the file is called."""
    put(sound, "notes.txt", content)
    assert complaints(sound) == ["_internal/notes.txt holds what looks like a key or a token"]


def test_a_missing_and_a_changed_file_are_found(sound: Path) -> None:
    """A program without one of its pages starts, and fails at somebody's desk."""
    (sound / "_internal/assets/templates/login.html").unlink()
    (sound / "_internal/assets/static/js/session.js").write_text("// of yesterday")
    assert complaints(sound) == [
        "assets/static/js/session.js is missing or another",
        "assets/templates/login.html is missing or another",
    ]


def test_a_bundle_over_budget_is_found(sound: Path) -> None:
    """60 MB, of which something like a browser would take four times as many."""
    put(sound, "notes.txt")
    with (sound / "_internal/notes.txt").open("r+b") as file:
        file.truncate(bundle.BUDGET_BYTES)
    assert any("more than 60,000,000" in complaint for complaint in complaints(sound))


def test_the_oldest_c_library_is_what_the_newest_need_asks_for(tmp_path: Path) -> None:
    """2.9 is older than 2.34."""
    (tmp_path / "shiftbook").write_bytes(b"\0GLIBC_2.34\0GLIBC_2.9\0")
    (tmp_path / "x.abi3.so").write_bytes(b"\0GLIBC_2.2.5\0")
    assert bundle.glibc(tmp_path) == (2, 34)
