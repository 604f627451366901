"""Asks a Linux system's package manager what is there, and installs the rest where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build_scripts import distributions
from build_scripts.processes import run_quietly

if TYPE_CHECKING:
    from collections.abc import Callable

    from build_scripts.distributions import Family, Use

OS_RELEASE = Path("/etc/os-release")

APT_OPTIONS = ["--quiet", "--option", "DPkg::Lock::Timeout=120", "--option", "Dpkg::Use-Pty=0"]


def this_family() -> Family | None:
    """Return the family of the system this runs on; None where nothing is wanted, or no name is known."""
    if sys.platform != "linux" or not OS_RELEASE.exists():
        return None
    return distributions.family_of(OS_RELEASE.read_text("utf-8"))


def wanted(family: Family | None, use: Use) -> list[str]:
    """Name the packages this system and this interpreter need; none where the family is not known."""
    if family is None:
        return []
    of_distribution = sys.base_prefix == "/usr"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return distributions.wanted(family, version if of_distribution else None, use)


def missing(family: Family | None, packages: list[str]) -> list[str]:
    """Ask the package manager which of these are not installed; in the order given."""
    if family is None or not packages:
        return []
    answer = subprocess.run([*family.query, *packages], capture_output=True, text=True, check=False)
    there = installed(answer.stdout)
    return [name for name in packages if name not in there]


def installed(answer: str) -> set[str]:
    """Read the names out of a query's answer, without what is known to it but not installed."""
    lines = [line.split() for line in answer.splitlines() if line.strip()]
    return {words[-1] for words in lines if words[0] in {"installed", words[-1]}}


def provide(family: Family | None, packages: list[str], say: Callable[[str], None]) -> bool:
    """Install what is missing, or say the line that does; return False when trying again may help."""
    absent = missing(family, packages)
    if family is None or not absent:
        return True
    before = _rights() if family is distributions.DEBIAN else None
    if before is None:
        line = distributions.install_line(family, absent)
        say(f"some packages of the system are not there. This installs them:\n    {line}")
        return True
    say(f"installing packages of the system: {', '.join(absent)}")
    complaint = _apt_install(absent, before)
    still = missing(family, absent)
    if complaint is not None:
        say(f"apt failed:\n{complaint}")
    if still:
        say(f"going on without {', '.join(still)}; what needs them will say so")
    return complaint is None


def _rights() -> list[str] | None:
    """Return what goes before a command that changes the system; None when that is not ours to do."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and run_quietly([sudo, "-n", "true"]).returncode == 0:
        return [sudo, "-n"]
    return None


def _apt_install(packages: list[str], before: list[str]) -> str | None:
    """Install those of the packages that the release has; return what apt said if it failed.

    One name that is unknown (Ubuntu has no chromium) would make apt refuse them all.
    """
    environment = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"]
    update = run_quietly([*environment, "apt-get", "update", *APT_OPTIONS])
    offered = candidates(run_quietly([*environment, "apt-cache", "policy", *packages]).stdout)
    available = [name for name in packages if name in offered]
    if not available:
        return None if update.returncode == 0 else update.stdout
    install = run_quietly([*environment, *distributions.DEBIAN.install, *APT_OPTIONS, *available])
    return None if install.returncode == 0 else install.stdout


def candidates(policy: str) -> set[str]:
    """Read from `apt-cache policy` the packages that apt could install."""
    found = set()
    name = ""
    for line in policy.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            found.add(name)
    return found
