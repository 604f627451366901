"""The Windows installer is compiled without a warning, twice the same, and tells of what is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from build_scripts import nsis
from build_scripts.processes import ToolFailed
from tests.helpers.windows_programs import blank_icon, skip_without_makensis

if TYPE_CHECKING:
    from pathlib import Path

    from build_scripts.artifact import Artifact

FILES = (
    "shiftbook.exe",
    "_internal/z.txt",
    "_internal/a/deep/er.txt",
    "_internal/a.txt",
    "_internal/a/été.txt",
)


@pytest.fixture(name="bundle")
def _bundle(tmp_path: Path) -> Path:
    bundle = tmp_path / "frozen" / "shiftbook"
    for name in FILES:
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_text(name, "utf-8")
    (tmp_path / "icon.ico").write_bytes(blank_icon())
    return bundle


def make(bundle: Path, out: str, version: str = "0.1.0", *, bootstrapper: str = "none.exe") -> Artifact:
    """Make the installer in a folder *out* beside everything else."""
    base = bundle.parent.parent
    icon, tried = base / "icon.ico", base / bootstrapper
    return nsis.package(bundle, version=version, icon=icon, out=base / out, bootstrapper=tried)


def test_the_installer_is_compiled_without_a_warning(bundle: Path) -> None:
    """A program for Windows lies where the build asked for it, called after the version."""
    skip_without_makensis()
    made = make(bundle, "dist")
    assert made.path == bundle.parent.parent / "dist" / "Shiftbook-0.1.0-setup.exe"
    assert made.path.read_bytes()[:2] == b"MZ"
    assert "Windows" in made.description


def test_two_builds_of_the_same_bundle_are_the_same_file(bundle: Path) -> None:
    """Whenever the files were written, and in whichever order the disk lists them."""
    skip_without_makensis()
    first = make(bundle, "first").path.read_bytes()
    for name in sorted(FILES):
        (bundle / name).rename(bundle / "moved")
        (bundle / "moved").rename(bundle / name)
        os.utime(bundle / name, (1_000_000_000, 1_000_000_000))
    assert make(bundle, "second").path.read_bytes() == first


def test_the_bootstrapper_is_packed_where_there_is_one(bundle: Path) -> None:
    """It is Microsoft's to give out; without it the installer is made all the same."""
    skip_without_makensis()
    (bundle.parent.parent / "MicrosoftEdgeWebview2Setup.exe").write_bytes(os.urandom(50_000))
    without = make(bundle, "without").path.stat().st_size
    packed = make(bundle, "with", bootstrapper="MicrosoftEdgeWebview2Setup.exe").path.stat().st_size
    assert packed > without + 50_000


@pytest.mark.parametrize("version", ["", "1.0", "1.0.0rc1"])
def test_a_version_that_cannot_be_compared_is_refused(bundle: Path, version: str) -> None:
    """The installer compares three numbers; with anything else it might go back to an older one."""
    skip_without_makensis()
    with pytest.raises(ToolFailed, match="VIProductVersion"):
        make(bundle, "dist", version)


def test_files_are_packed_in_one_order(bundle: Path) -> None:
    """Each folder once, sorted, with Windows' slashes where Windows reads them."""
    assert nsis.packing(bundle).splitlines() == [
        'SetOutPath "$INSTDIR"',
        f'File "{bundle / "shiftbook.exe"}"',
        r'SetOutPath "$INSTDIR\_internal"',
        f'File "{bundle / "_internal/a.txt"}"',
        f'File "{bundle / "_internal/z.txt"}"',
        r'SetOutPath "$INSTDIR\_internal\a"',
        f'File "{bundle / "_internal/a/été.txt"}"',
        r'SetOutPath "$INSTDIR\_internal\a\deep"',
        f'File "{bundle / "_internal/a/deep/er.txt"}"',
    ]


def test_the_list_names_folders_after_what_is_in_them(bundle: Path) -> None:
    """A folder can be removed once it is empty."""
    assert nsis.installed_list(bundle).split("\r\n") == [
        "shiftbook.exe",
        r"_internal\a.txt",
        r"_internal\z.txt",
        r"_internal\a\été.txt",
        r"_internal\a\deep\er.txt",
        "_internal\\a\\deep\\",
        "_internal\\a\\",
        "_internal\\",
        "",
    ]


def test_a_missing_makensis_is_a_plain_sentence(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install, and nothing is made."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ProgramFiles", raising=False)
    monkeypatch.delenv("ProgramFiles(x86)", raising=False)
    with pytest.raises(nsis.MakensisMissing, match="apt install nsis"):
        make(bundle, "dist")
    assert not (bundle.parent.parent / "dist").exists()


def test_makensis_is_found_where_it_installs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows its own installer puts it into no PATH."""
    program = tmp_path / "NSIS" / "makensis.exe"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    assert nsis.find_makensis() == str(program)
