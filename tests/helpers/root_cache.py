"""Systems made with debootstrap, kept between runs: made once from a recipe, then only looked at."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.root_namespace import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.root_namespace import Root

OLDEST = timedelta(days=14)
"""After this long a root is made anew, with what the release has by then; nobody else's is kept longer."""

MAKE_SECONDS = 1800
APT_SOURCES = Path("/etc/apt")
POCKETS = ("", "-updates", "-security")
NO_SERVICES = "#!/bin/sh\nexit 101\n"


class MirrorUnreachable(Exception):
    """The release cannot be had from here."""

    def __init__(self, suite: str, said: str) -> None:
        super().__init__(f"{suite} cannot be had from this machine's mirror: {said}")


@dataclass(frozen=True)
class Recipe:
    """What is in a root: a Debian release at its smallest, packages, foreign architectures."""

    name: str
    suite: str
    packages: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def base(self) -> Recipe:
        """Return the recipe this one begins with."""
        return Recipe("base", self.suite)


def cache_folder() -> Path:
    """Return the folder that keeps roots and packages between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "shiftbook-tests" / "roots"


def mount_point() -> Path:
    """Return the folder that every root mounts itself on; each sees only its own mounts there."""
    folder = cache_folder() / "mounted"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def package_folder(suite: str) -> Path:
    """Return the folder that keeps the packages that were downloaded for a release."""
    return cache_folder() / "packages" / suite


@contextmanager
def kept(recipe: Recipe) -> Iterator[Path]:
    """Give the folder of a root, made first if it is not there or too old; nobody replaces it meanwhile.

    Raises:
        MirrorUnreachable: if it must be made, and the release cannot be had.
    """
    if not (recipe.packages or recipe.foreign):
        recipe = recipe.base()
    folder = cache_folder() / f"{recipe.name}-{recipe.suite}-{_fingerprint(recipe)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_name(folder.name + ".lock")) as lock:
        if not _fresh(folder):
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _fresh(folder):
                _clear(folder.parent)
                _make(recipe, folder)
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield folder


@contextmanager
def locked(file: Path, how: int = fcntl.LOCK_SH) -> Iterator[int]:
    """Hold a lock among all test runs of this machine; it goes with the process."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)


def sources(suite: str, apt: Path = APT_SOURCES) -> list[str]:
    """Return the lines with which apt reads *suite* from where this machine reads its own release."""
    own = platform.freedesktop_os_release()["VERSION_CODENAME"]
    found = dict.fromkeys(_entries(apt))
    wanted = [(uri, own + pocket, suite + pocket) for uri, _ in found for pocket in POCKETS]
    lines = [f"deb {uri} {there} main" for uri, here, there in wanted if (uri, here) in found]
    return list(dict.fromkeys(lines))


def _entries(apt: Path) -> Iterator[tuple[str, str]]:
    """Read (address, suite) pairs from both kinds of file that apt has for its sources."""
    for file in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        for words in (_without_options(line) for line in lines if line.startswith("deb ")):
            yield words[1], words[2]
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        for stanza in file.read_text("utf-8").split("\n\n"):
            fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line[1:])
            for uri in fields.get("URIs", "").split():
                yield from ((uri, suite) for suite in fields.get("Suites", "").split())


def _without_options(line: str) -> list[str]:
    before, bracket, after = line.partition("[")
    return (before + after.partition("]")[2]).split() if bracket else line.split()


def _fingerprint(recipe: Recipe) -> str:
    """Name all that a root is made from: the recipe, the sources, and this file."""
    parts = [repr(recipe), *sources(recipe.suite), Path(__file__).read_text("utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _fresh(folder: Path) -> bool:
    return folder.exists() and time.time() - folder.stat().st_mtime < OLDEST.total_seconds()


def _clear(cache: Path) -> None:
    """Remove the roots that are too old and that no other test run has locked."""
    for lock in cache.glob("*-*-*.lock"):
        root = lock.with_suffix("")
        if root.exists() and not _fresh(root):
            with suppress(BlockingIOError), locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(root)


def _make(recipe: Recipe, folder: Path) -> None:
    unfinished = folder.with_name(folder.name + ".unfinished")
    for old in (folder, unfinished):
        if old.exists():
            shutil.rmtree(old)
    if recipe == recipe.base():
        _bootstrap(recipe.suite, unfinished)
    else:
        with kept(recipe.base()) as base:
            subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(unfinished)], check=True)
    packages = {"/var/cache/apt/archives": package_folder(recipe.suite)}
    with enter(unfinished, mount_point(), packages, kept=True) as root:
        _furnish(root, recipe)
    os.utime(unfinished)
    unfinished.rename(folder)


def _bootstrap(suite: str, folder: Path) -> None:
    mirror = sources(suite)[0].split()[1]
    packages = package_folder(suite)
    packages.mkdir(parents=True, exist_ok=True)
    command = ["debootstrap", "--variant=minbase", f"--cache-dir={packages}", suite, str(folder), mirror]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MAKE_SECONDS, check=False)
    if "Release file" in done.stdout and done.returncode:
        raise MirrorUnreachable(suite, done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, f"debootstrap failed:\n{done.stdout[-3000:]}{done.stderr}"
    (folder / "etc/apt/sources.list").write_text("\n".join(sources(suite)) + "\n")
    (folder / "etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n")
    services = folder / "usr/sbin/policy-rc.d"
    services.write_text(NO_SERVICES)
    services.chmod(0o755)


def _furnish(root: Root, recipe: Recipe) -> None:
    for architecture in recipe.foreign:
        root.run("dpkg", "--add-architecture", architecture)
    if recipe == recipe.base() or recipe.foreign:
        root.run("apt-get", "update", timeout=MAKE_SECONDS)
    if recipe == recipe.base():
        with locked(_packages_lock(recipe.suite), fcntl.LOCK_EX):
            root.run("apt-get", "autoclean")
    if recipe.packages:
        install(root, recipe.suite, *recipe.packages)


def install(root: Root, suite: str, *packages: str) -> str:
    """Install packages, by name or by file, as an administrator would; return what apt said.

    Recommended packages are left out: what is needed must be asked for. The lists are read again if they name
    packages that the mirror has replaced since.
    """
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with locked(_packages_lock(suite), fcntl.LOCK_EX):
        first = root.run(*command, env=quiet, timeout=MAKE_SECONDS, check=False)
        if first.returncode == 0:
            return first.stdout
        root.run("apt-get", "update", timeout=MAKE_SECONDS)
        return root.run(*command, env=quiet, timeout=MAKE_SECONDS).stdout


def _packages_lock(suite: str) -> Path:
    return cache_folder() / f"packages_{suite}.lock"
