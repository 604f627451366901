"""A clean system to install into and to start things in, for as long as a test needs it.

    with open_root("plain", packages=["dbus"]) as root:
        root.install("/root/shiftbook.deb")
        root.run("shiftbook", "--version", user="ada")

What a root is made from is kept for two weeks (`root_cache`); what a test changes in it goes when it closes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import root_cache
from tests.helpers.root_cache import Recipe, mount_point, package_folder
from tests.helpers.root_namespace import Root, enter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NEEDED = ("debootstrap", "nsenter", "pivot_root", "unshare")
FREE_MEBIBYTES = 2048


@dataclass(frozen=True)
class CleanRoot(Root):
    """A root of one release of Debian."""

    suite: str = "bookworm"

    def install(self, *packages: str) -> str:
        """Install packages by name, or by file with its path in the root; return what apt said."""
        return root_cache.install(self, self.suite, *packages)

    def add_user(self, name: str) -> None:
        """Add an ordinary person with a home of their own."""
        self.run("useradd", "--create-home", "--user-group", "--shell", "/bin/bash", name)


def skip_without_roots() -> None:
    """Skip the calling test, with the reason, where no root can be made."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs to be root, to make a clean system")
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    if not root_cache.sources("bookworm"):
        pytest.skip("needs a Debian whose apt sources name a mirror")
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], check=False).returncode:
        pytest.skip("needs the right to make namespaces")
    available = Path("/proc/meminfo").read_text("utf-8").partition("MemAvailable:")[2].split()[0]
    if int(available) < FREE_MEBIBYTES * 1024:
        pytest.skip(f"needs {FREE_MEBIBYTES} MiB of free memory, to keep what changes in a clean system")


@contextmanager
def open_root(
    name: str,
    packages: Sequence[str] = (),
    suite: str = "bookworm",
    foreign: Sequence[str] = (),
    shared: Mapping[str, Path] | None = None,
) -> Iterator[CleanRoot]:
    """Give a clean system with these packages; *name* is what its kept files are called by.

    *shared* are folders of this machine by their place in the root. The test is skipped where the release
    cannot be had.
    """
    skip_without_roots()
    recipe = Recipe(name, suite, tuple(packages), tuple(foreign))
    folders = {"/var/cache/apt/archives": package_folder(suite), **(shared or {})}
    try:
        with (
            root_cache.kept(recipe) as system,
            enter(system, mount_point(), folders) as root,
        ):
            yield CleanRoot(root.first_process, root.started, suite)
    except root_cache.MirrorUnreachable as unreachable:
        pytest.skip(str(unreachable))
