"""What is being built: the version, the moment it counts as made, and the machine it is for."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime

from build_scripts.environment import ROOT
from build_scripts.processes import run_quietly
from desktop_app import __version__

NAME = "shiftbook"
TITLE = "Shiftbook"
VERSION = __version__
APPLICATION_ID = "io.github.shiftbook.Shiftbook"
SUMMARY = "The logbook for a computer that people share"
MAINTAINER = "The Shiftbook authors <shiftbook@users.noreply.github.com>"

EPOCH = "SOURCE_DATE_EPOCH"

_RELEASED = re.compile(r"^## \[[\d.]+\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


class UndatedSource(Exception):
    """Nothing says when this source was made, so that two builds of it would differ."""

    def __init__(self) -> None:
        super().__init__(
            "This source has no git history and no release in CHANGELOG.md: nothing says when it was made. "
            f"Set {EPOCH} to a time in seconds since 1970."
        )


def epoch() -> int:
    """Return the second everything in a package is dated with: the last commit's, else the last release's.

    `SOURCE_DATE_EPOCH` in the environment goes before both (reproducible-builds.org).

    Raises:
        UndatedSource: none of the three is there.
    """
    given = os.environ.get(EPOCH) or _last_commit() or last_release(_changelog())
    if not given:
        raise UndatedSource
    return int(given)


def day() -> str:
    """Return the day of `epoch`, as in 2026-11-25."""
    return f"{datetime.fromtimestamp(epoch(), UTC):%Y-%m-%d}"


def last_release(changelog: str) -> str | None:
    """Return the second the newest release in a changelog began at, in digits; None without one."""
    dates = _RELEASED.findall(changelog)
    if not dates:
        return None
    return str(int(datetime.fromisoformat(max(dates)).replace(tzinfo=UTC).timestamp()))


def machine() -> str:
    """Return the kind of processor the package is for, as the system calls it: x86_64, aarch64, AMD64."""
    return platform.machine()


def reproducible() -> dict[str, str]:
    """Return the environment in which the same source gives the same bytes."""
    return {**os.environ, EPOCH: str(epoch()), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _last_commit() -> str | None:
    asked = run_quietly(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]) if _has_history() else None
    return asked.stdout.strip() if asked and asked.returncode == 0 else None


def _has_history() -> bool:
    return (ROOT / ".git").exists()


def _changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text("utf-8")
