"""Asking for packages: what the managers' answers mean, and what is said or done about the missing."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from build_scripts import system_packages
from build_scripts.distributions import ARCH, DEBIAN, FEDORA, Family, Use

if TYPE_CHECKING:
    from collections.abc import Callable

APT_POLICY = """\
gcc:
  Installed: (none)
  Candidate: 4:12.2.0-3
  Version table:
     4:12.2.0-3 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
chromium:
  Installed: (none)
  Candidate: (none)
  Version table:
"""

APT_FAILURE = "E: Could not get lock"


class Debian:
    """A Debian whose apt installs, refuses, or does not have some packages."""

    def __init__(self, *, there: set[str], offered: set[str], apt_works: bool = True) -> None:
        self.there = there
        self.commands: list[list[str]] = []
        self._offered = offered
        self._apt_works = apt_works

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        """Answer as dpkg and apt would."""
        self.commands.append(command)
        if command[0] == "dpkg-query":
            return _said("".join(f"installed {name}\n" for name in command if name in self.there))
        if "apt-cache" in command:
            return _said("".join(f"{name}:\n  Candidate: 1\n" for name in command if name in self._offered))
        if "install" in command and self._apt_works:
            self.there |= set(command) & self._offered
        return _said(APT_FAILURE, 0 if self._apt_works else 100)

    def install_command(self) -> list[str]:
        """Return the one command that installed packages."""
        (command,) = [command for command in self.commands if "install" in command]
        return command


def _said(output: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, output, "")


@pytest.fixture(name="boot")
def _boot(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Debian]:
    """Return what starts a Debian in this test, with root's rights or without any."""

    def start(debian: Debian, rights: list[str] | None) -> Debian:
        monkeypatch.setattr(subprocess, "run", debian.run)
        monkeypatch.setattr(system_packages, "run_quietly", debian.run)
        monkeypatch.setattr(system_packages, "_rights", lambda: rights)
        return debian

    return start


@pytest.mark.parametrize(
    ("family", "answer"),
    [
        (DEBIAN, "installed gcc\nconfig-files xvfb\nnot-installed openbox\n"),
        (FEDORA, "installed gcc\npackage xvfb is not installed\npackage openbox is not installed\n"),
        (ARCH, "gcc\n"),
    ],
    ids=["dpkg", "rpm", "pacman"],
)
def test_counts_as_installed_only_what_is(family: Family, answer: str) -> None:
    """A package that was removed, or is only known, is not there."""
    assert system_packages.installed(answer) & set(family.window + family.tests + ("xvfb",)) == {"gcc"}


def test_reads_what_apt_could_install() -> None:
    """A name without a candidate would make apt refuse the whole list."""
    assert system_packages.candidates(APT_POLICY) == {"gcc"}


def test_asks_for_nothing_when_all_is_there(boot: Callable[..., Debian]) -> None:
    """A machine that has everything is neither changed nor told anything."""
    debian = boot(Debian(there={"gcc"}, offered=set()), [])
    said: list[str] = []
    assert system_packages.provide(DEBIAN, ["gcc"], said.append)
    assert (len(debian.commands), said) == (1, [])


def test_wants_nothing_where_no_family_is_known() -> None:
    """Windows, macOS and unknown distributions have no list, and no manager is started."""
    assert system_packages.wanted(None, Use.TEST) == []
    assert system_packages.missing(None, ["gcc"]) == []


def test_installs_what_is_missing_where_it_may(boot: Callable[..., Debian]) -> None:
    """As root the missing packages, and only those, are installed without a question."""
    debian = boot(Debian(there={"gcc"}, offered={"gcc", "xvfb"}), ["sudo", "-n"])
    assert system_packages.provide(DEBIAN, ["gcc", "xvfb"], print)
    command = debian.install_command()
    assert command[:4] == ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    assert "xvfb" in command
    assert "gcc" not in command


def test_goes_on_without_what_the_release_does_not_have(boot: Callable[..., Debian]) -> None:
    """Ubuntu has no chromium; the rest is installed, and trying again would not help."""
    debian = boot(Debian(there=set(), offered={"xvfb"}), [])
    said: list[str] = []
    assert system_packages.provide(DEBIAN, ["chromium", "xvfb"], said.append)
    assert "chromium" not in debian.install_command()
    assert said[-1] == "going on without chromium; what needs them will say so"


def test_says_what_apt_said_when_it_fails(boot: Callable[..., Debian]) -> None:
    """A lock or a missing network may be gone the next time, so the set-up must not count as done."""
    boot(Debian(there=set(), offered={"xvfb"}, apt_works=False), [])
    said: list[str] = []
    assert not system_packages.provide(DEBIAN, ["xvfb"], said.append)
    assert any(APT_FAILURE in sentence for sentence in said)


@pytest.mark.parametrize(
    ("family", "rights"), [(DEBIAN, None), (FEDORA, []), (ARCH, [])], ids=["no rights", "dnf", "pacman"]
)
def test_says_the_line_where_it_may_not_install(
    boot: Callable[..., Debian], family: Family, rights: list[str] | None
) -> None:
    """Without the right, or with a manager we do not drive, the person gets the line; the set-up goes on."""
    debian = boot(Debian(there=set(), offered={"gcc"}), rights)
    said: list[str] = []
    assert system_packages.provide(family, ["gcc"], said.append)
    assert said[0].endswith(f"\n    sudo {' '.join(family.install)} gcc")
    assert len(debian.commands) == 1
