"""A Windows to install into, as far as Wine is one: in a clean root, and as new for each test.

What Windows looks like before anything is installed takes Wine ten seconds and 700 MB to lay out; it is kept
between runs, and what a test changes in it is laid over it in memory.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from tests.helpers import root_cache
from tests.helpers.clean_root import open_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.clean_root import CleanRoot

PACKAGES = ("wine", "wine64")
KEPT, SHARED, PERSON = "/srv/wine", "/srv/shared", "root"
LAY_OUT_SECONDS = 600
RUN_SECONDS = 60
PREFIX, LAYERS = "/root/.wine", "/dev/shm/wine"  # noqa: S108 - the root's own memory, not this machine's
WINE = {"WINEPREFIX": PREFIX, "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe="}
"""Quiet; without .NET and Internet Explorer, which it would offer to download, and without Linux menus."""

WINDOWS_VERSION = r"HKCU\Software\Wine"
LOCAL_APP_DATA = rf"C:\users\{PERSON}\AppData\Local"
START_MENU = rf"C:\users\{PERSON}\AppData\Roaming\Microsoft\Windows\Start Menu\Programs"
DESKTOP = rf"C:\users\{PERSON}\Desktop"


@dataclass(frozen=True)
class Wine:
    """A Windows 10 in a root. Paths in it are written as Windows writes them."""

    root: CleanRoot
    output: Path
    """Everything that the programs in it said."""

    def run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; what it wrote to either output is in `stdout`.

        Raises:
            AssertionError: its exit code is not 0, unless *check* is off.
        """
        before = self._said()
        # Into a file: Windows' services, which the first program starts, would keep a pipe open for a second.
        process = self.root.start("wine", program, *arguments, env=WINE, output=self.output)
        code = process.wait(RUN_SECONDS)
        said = self._said().removeprefix(before)
        assert not check or code == 0, f"{program}: {code}\n{said}"
        return subprocess.CompletedProcess([program, *arguments], code, said)

    def run_with_followers(self, program: str, *arguments: str) -> str:
        """Run a program and whatever it starts and leaves behind to their ends; return what they said."""
        before = self._said()
        self.run(program, *arguments)
        self.root.run("wineserver", "--wait", env=WINE)
        return self._said().removeprefix(before)

    def start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a program that goes on by itself; it ends with the root."""
        return self.root.start("wine", program, *arguments, env=WINE)

    def file(self, path: str) -> Path:
        r"""Return where a file or folder on C:\ is found from outside; it need not exist."""
        return self.root.path.joinpath(PREFIX[1:], "drive_c", *PureWindowsPath(path).parts[1:])

    def listing(self, path: str) -> set[str]:
        """Return the files in a folder and the folders in it, with their paths from there."""
        folder = self.file(path)
        inside = (found.relative_to(folder) for found in folder.rglob("*") if found.is_file())
        return {str(PureWindowsPath(file)) for file in inside}

    def registry(self, key: str) -> dict[str, str]:
        """Return a registry key's values by name, numbers like 0x1; none if there is no such key."""
        asked = self.run("reg", "query", key, check=False)
        rows = [line.strip().split("    ", 2) for line in asked.stdout.splitlines()]
        return {row[0]: row[2] for row in rows if len(row) == len(("name", "type", "value"))}

    def register(self, key: str, name: str, value: str) -> None:
        """Write a text into the registry."""
        self.run("reg", "add", key, "/v", name, "/d", value, "/f")

    def _said(self) -> str:
        return self.output.read_text("utf-8", errors="replace") if self.output.exists() else ""


@contextmanager
def open_wine(shared: Path) -> Iterator[CleanRoot]:
    r"""Give a root with Wine in it, in which this machine's folder *shared* is Z:\srv\shared.

    The test is skipped where no root can be made.
    """
    _kept_folder().mkdir(parents=True, exist_ok=True)
    folders = {KEPT: _kept_folder(), SHARED: shared}
    with open_root("wine", packages=PACKAGES, shared=folders) as root:
        yield root


@contextmanager
def new_windows(root: CleanRoot, output: Path) -> Iterator[Wine]:
    """Give a Windows in which nothing has happened yet; what is said in it goes into the file *output*."""
    with _kept_windows(root) as lower:
        root.run("mkdir", "-p", PREFIX, f"{LAYERS}/changes", f"{LAYERS}/work")
        layers = f"lowerdir={lower},upperdir={LAYERS}/changes,workdir={LAYERS}/work"
        root.run("mount", "-t", "overlay", "-o", layers, "overlay", PREFIX)
        try:
            yield Wine(root, output)
        finally:
            root.run("wineserver", "--kill", env=WINE, check=False)
            root.run("wineserver", "--wait", env=WINE)
            root.run("umount", PREFIX)
            root.run("rm", "-r", LAYERS)


@contextmanager
def _kept_windows(root: CleanRoot) -> Iterator[str]:
    """Give the place of the kept Windows, made first if there is none of this Wine and this file."""
    version = root.run("dpkg-query", "--show", "--showformat=${Version}", "wine64").stdout
    digest = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = _kept_folder() / f"{version}-{digest}"
    with root_cache.locked(_kept_folder() / "lock") as lock:
        if not folder.exists():
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                _lay_out(root, folder)
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield f"{KEPT}/{folder.name}"


def _lay_out(root: CleanRoot, folder: Path) -> None:
    for old in filter(Path.is_dir, folder.parent.iterdir()):
        shutil.rmtree(old)
    unfinished = folder.with_name("unfinished")
    environment = {**WINE, "WINEPREFIX": f"{KEPT}/{unfinished.name}"}
    root.run("wineboot", "--init", env=environment, timeout=LAY_OUT_SECONDS)
    root.run("wine", "reg", "add", WINDOWS_VERSION, "/v", "Version", "/d", "win10", "/f", env=environment)
    root.run("wineserver", "--wait", env=environment)
    # The desktop and its like lead to the Linux home, where more than Windows' files may lie.
    for link in filter(Path.is_symlink, (unfinished / "drive_c" / "users" / PERSON).iterdir()):
        link.unlink()
        link.mkdir()
    unfinished.rename(folder)


def _kept_folder() -> Path:
    return root_cache.cache_folder().with_name("wine")
