"""The Windows installer, installed, upgraded and removed under Wine; the program in it is a stand-in.

What only a real Windows can show (that the frozen program starts in it) is left to the release workflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from build_scripts import nsis
from tests.helpers.waiting import wait_for
from tests.helpers.windows_programs import (
    BOOTSTRAPPER,
    OFFLINE_BOOTSTRAPPER,
    SHIFTBOOK,
    WEBVIEW2_CLIENT,
    blank_icon,
    compile_program,
    skip_without_makensis,
)
from tests.helpers.wine import (
    DESKTOP,
    LOCAL_APP_DATA,
    START_MENU,
    WINDOWS_VERSION,
    Wine,
    new_windows,
    open_wine,
)

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.clean_root import CleanRoot

pytestmark = [pytest.mark.bundle, pytest.mark.slow, pytest.mark.timeout(900)]

OLD, NEW = "0.9.0", "0.10.0"
PROGRAM_FOLDER = rf"{LOCAL_APP_DATA}\Programs\Shiftbook"
DATA_FOLDER = rf"{LOCAL_APP_DATA}\Shiftbook"
PROGRAM = rf"{PROGRAM_FOLDER}\shiftbook.exe"
UNINSTALLER = rf"{PROGRAM_FOLDER}\Uninstall.exe"
SHORTCUTS = (rf"{START_MENU}\Shiftbook.lnk", rf"{DESKTOP}\Shiftbook.lnk")
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Shiftbook"

OF_EVERY_INSTALLATION = {"shiftbook.exe", "Uninstall.exe", "installed-files.txt"}
ONLY_IN_OLD = r"_internal\dropped\since.txt"
ONLY_IN_NEW = r"_internal\écrit.txt"

EXIT_OTHER_WINDOWS, EXIT_NEWER_INSTALLED, EXIT_RUNNING = 10, 11, 12

NOTE_OF_THE_CALL = rf"{LOCAL_APP_DATA}\bootstrapper.txt"
SEARCHED_FOR_WEBVIEW2 = (
    rf"HKLM\SOFTWARE\WOW6432Node\{WEBVIEW2_CLIENT}",
    rf"HKLM\SOFTWARE\{WEBVIEW2_CLIENT}",
    rf"HKCU\SOFTWARE\{WEBVIEW2_CLIENT}",
)


@dataclass(frozen=True)
class Installers:
    """A folder of installers, under names that say what is special about them."""

    folder: Path

    def make(self, name: str, version: str, *files: str, bootstrapper: str = "") -> None:
        """Make an installer of a stand-in and these files, perhaps with a stand-in for the bootstrapper."""
        work = self.folder / f"{name} work"
        for file in files:
            path = work.joinpath("bundle", *file.split("\\"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(version, "utf-8")
        compile_program(SHIFTBOOK, work / "bundle" / nsis.PROGRAM)
        (work / "icon.ico").write_bytes(blank_icon())
        if bootstrapper:
            compile_program(bootstrapper, work / "bootstrapper.exe")
        made = nsis.package(
            work / "bundle",
            version=version,
            icon=work / "icon.ico",
            out=work,
            bootstrapper=work / "bootstrapper.exe",
            target=nsis.ONLY_64_BIT,
        )
        made.path.rename(self.folder / f"{name}.exe")

    def run(self, windows: Wine, name: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Install silently."""
        return windows.run(rf"Z:\srv\shared\{name}.exe", "/S", check=check)


@pytest.fixture(name="installers", scope="module")
def _installers(tmp_path_factory: pytest.TempPathFactory) -> Installers:
    skip_without_makensis()
    installers = Installers(tmp_path_factory.mktemp("installers"))
    kept = r"_internal\kept.txt"
    installers.make("old", OLD, kept, ONLY_IN_OLD)
    installers.make("new", NEW, kept, ONLY_IN_NEW)
    installers.make("with WebView2", NEW, kept, bootstrapper=BOOTSTRAPPER)
    installers.make("offline", NEW, kept, bootstrapper=OFFLINE_BOOTSTRAPPER)
    return installers


@pytest.fixture(name="root", scope="module")
def _root(installers: Installers) -> Iterator[CleanRoot]:
    with open_wine(installers.folder) as root:
        yield root


@pytest.fixture(name="windows")
def _windows(root: CleanRoot, tmp_path: Path) -> Iterator[Wine]:
    with new_windows(root, tmp_path / "said.txt") as windows:
        yield windows


def uninstall(windows: Wine) -> str:
    """Uninstall silently, as Windows' own settings do; return what was said.

    The uninstaller goes on in a copy of itself, since nobody can remove a program that runs.
    """
    return windows.run_with_followers(UNINSTALLER, "/S")


def test_it_installs_for_one_person_without_asking(installers: Installers, windows: Wine) -> None:
    """Program, shortcuts, and everything that Windows shows under Apps."""
    installers.run(windows, "old")
    assert windows.listing(PROGRAM_FOLDER) == {*OF_EVERY_INSTALLATION, r"_internal\kept.txt", ONLY_IN_OLD}
    assert all(windows.file(shortcut).exists() for shortcut in SHORTCUTS)
    entry = windows.registry(UNINSTALL_KEY)
    assert 0 < int(entry.pop("EstimatedSize"), 16) < 1000
    assert entry == {
        "DisplayName": "Shiftbook",
        "DisplayVersion": OLD,
        "DisplayIcon": f"{PROGRAM},0",
        "Publisher": "The Shiftbook authors",
        "InstallLocation": PROGRAM_FOLDER,
        "UninstallString": f'"{UNINSTALLER}"',
        "QuietUninstallString": f'"{UNINSTALLER}" /S',
        "NoModify": "0x1",
        "NoRepair": "0x1",
    }


@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=["start menu", "desktop"])
def test_a_shortcut_starts_the_program(installers: Installers, windows: Wine, shortcut: str) -> None:
    """Each shortcut leads to the program that was installed."""
    installers.run(windows, "new")
    windows.run("start", "/wait", shortcut)
    wait_for(lambda: windows.file(rf"{DATA_FOLDER}\book.txt").exists(), "the program to write")


def test_an_upgrade_removes_what_the_new_version_has_not(installers: Installers, windows: Wine) -> None:
    """A module that is gone from the program must not be found beside it, nor an empty folder of its name."""
    installers.run(windows, "old")
    installers.run(windows, "new")
    assert windows.listing(PROGRAM_FOLDER) == {*OF_EVERY_INSTALLATION, r"_internal\kept.txt", ONLY_IN_NEW}
    assert not windows.file(rf"{PROGRAM_FOLDER}\_internal\dropped").exists()
    assert windows.file(rf"{PROGRAM_FOLDER}\_internal\kept.txt").read_text("utf-8") == NEW
    assert windows.registry(UNINSTALL_KEY)["DisplayVersion"] == NEW


def test_an_upgrade_leaves_to_the_person_what_is_theirs(installers: Installers, windows: Wine) -> None:
    """A file of their own stays, and a shortcut they have thrown away does not come back."""
    installers.run(windows, "old")
    theirs = windows.file(rf"{PROGRAM_FOLDER}\_internal\note.txt")
    theirs.write_text("mine", "utf-8")
    windows.file(SHORTCUTS[1]).unlink()
    installers.run(windows, "new")
    assert theirs.read_text("utf-8") == "mine"
    assert [windows.file(shortcut).exists() for shortcut in SHORTCUTS] == [True, False]


def test_the_same_version_repairs_itself(installers: Installers, windows: Wine) -> None:
    """Installing again brings back what was damaged."""
    installers.run(windows, "new")
    windows.file(PROGRAM).unlink()
    windows.file(rf"{PROGRAM_FOLDER}\{ONLY_IN_NEW}").write_text("damaged", "utf-8")
    installers.run(windows, "new")
    assert windows.file(PROGRAM).exists()
    assert windows.file(rf"{PROGRAM_FOLDER}\{ONLY_IN_NEW}").read_text("utf-8") == NEW


def test_an_older_version_is_refused(installers: Installers, windows: Wine) -> None:
    """0.9.0 is older than 0.10.0, though not in the alphabet; nothing changes and the reason is said."""
    installers.run(windows, "new")
    before = windows.listing(PROGRAM_FOLDER)
    refused = installers.run(windows, "old", check=False)
    assert refused.returncode == EXIT_NEWER_INSTALLED
    assert f"Shiftbook {NEW} is installed, which is newer than {OLD}." in refused.stdout
    assert windows.listing(PROGRAM_FOLDER) == before
    assert windows.registry(UNINSTALL_KEY)["DisplayVersion"] == NEW


def test_a_running_program_is_left_alone(installers: Installers, windows: Wine) -> None:
    """Neither an upgrade nor the uninstaller touches it or ends it; once it is closed, the upgrade works."""
    installers.run(windows, "old")
    stay_open = windows.file(rf"{DATA_FOLDER}\stay-open.txt")
    stay_open.parent.mkdir()
    stay_open.touch()
    running = windows.start(PROGRAM)
    wait_for(lambda: windows.file(rf"{DATA_FOLDER}\book.txt").exists(), "the program to start")
    refusals = [
        installers.run(windows, "new", check=False),
        windows.run(
            UNINSTALLER, "/S", f"_?={PROGRAM_FOLDER}", check=False
        ),  # without the copy: for its exit code
    ]
    for refused in refusals:
        assert refused.returncode == EXIT_RUNNING
        assert "Shiftbook is open. Close its window first; nothing was changed." in refused.stdout
    assert running.poll() is None
    assert windows.listing(PROGRAM_FOLDER) == {*OF_EVERY_INSTALLATION, r"_internal\kept.txt", ONLY_IN_OLD}
    stay_open.unlink()
    assert running.wait(10) == 0
    installers.run(windows, "new")
    assert windows.registry(UNINSTALL_KEY)["DisplayVersion"] == NEW


def test_an_old_windows_is_refused(installers: Installers, windows: Wine) -> None:
    """The engine of the window does not exist for Windows 7."""
    windows.register(WINDOWS_VERSION, "Version", "win7")
    refused = installers.run(windows, "new", check=False)
    assert refused.returncode == EXIT_OTHER_WINDOWS
    assert "Shiftbook needs a 64-bit Windows 10 or newer." in refused.stdout
    assert not windows.file(PROGRAM_FOLDER).exists()


def test_webview2_is_installed_where_it_is_absent(installers: Installers, windows: Wine) -> None:
    """The bootstrapper is run silently, once; then there is nothing to say."""
    said = installers.run(windows, "with WebView2").stdout
    called = windows.file(NOTE_OF_THE_CALL)
    assert called.read_text("utf-8").endswith(" /silent /install")
    assert "WebView2" not in said
    called.unlink()
    installers.run(windows, "with WebView2")
    assert not called.exists()


@pytest.mark.parametrize("key", SEARCHED_FOR_WEBVIEW2)
def test_webview2_is_not_installed_over_another(installers: Installers, windows: Wine, key: str) -> None:
    """It is found wherever its own installers register it."""
    windows.register(key, "pv", "120.0.2210.61")
    said = installers.run(windows, "with WebView2").stdout
    assert not windows.file(NOTE_OF_THE_CALL).exists()
    assert "WebView2" not in said


@pytest.mark.parametrize("name", ["new", "offline"])
def test_without_webview2_the_person_is_told(installers: Installers, windows: Wine, name: str) -> None:
    """Whether there is no bootstrapper or it fails, the program is installed and opens in the browser."""
    windows.register(SEARCHED_FOR_WEBVIEW2[2], "pv", "0.0.0.0")  # noqa: S104 - what a removed one leaves
    said = installers.run(windows, name).stdout
    assert "install it from https://developer.microsoft.com/microsoft-edge/webview2/" in said
    assert windows.file(PROGRAM).exists()
    assert windows.file(NOTE_OF_THE_CALL).exists() == (name == "offline")


def test_uninstalling_leaves_nothing_but_the_data(installers: Installers, windows: Wine) -> None:
    """No file, shortcut or registry entry stays, and the person learns where the book is."""
    before = windows.listing(r"C:")
    installers.run(windows, "old")
    installers.run(windows, "new")
    windows.run(PROGRAM)
    said = uninstall(windows)
    left = windows.listing(r"C:") - before
    assert {file for file in left if r"\Temp" not in file} == {rf"{DATA_FOLDER}\book.txt"[3:]}
    assert not windows.file(PROGRAM_FOLDER).exists()
    assert windows.registry(UNINSTALL_KEY) == {}
    assert f"The book stays in {DATA_FOLDER}." in said


def test_uninstalling_leaves_files_of_others(installers: Installers, windows: Wine) -> None:
    """What Shiftbook did not install is not removed with it, and is named."""
    installers.run(windows, "new")
    theirs = windows.file(rf"{PROGRAM_FOLDER}\note.txt")
    theirs.write_text("mine", "utf-8")
    said = uninstall(windows)
    assert f"Files that Shiftbook did not install are still in {PROGRAM_FOLDER}." in said
    assert windows.listing(PROGRAM_FOLDER) == {"note.txt"}
