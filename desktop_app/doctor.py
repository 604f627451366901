"""What can keep Shiftbook from working on this computer, looked at without changing anything."""

from __future__ import annotations

import http.client
import os
import shutil
import stat
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.config import display_variables, proxy_variables
from desktop_app.desktop.display import has_display
from desktop_app.desktop.engine import find_engine, how_to_install
from desktop_app.errors import PortTaken, SettingRefused, StorageError
from desktop_app.port import LOOPBACK, bind, remembered_port
from desktop_app.storage.examination import examine_book
from desktop_app.storage.keyfile import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.clock import Clock
    from desktop_app.paths import DataFolder

LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 100 * 1024**2
FIRST_YEAR = 2026
"""No computer had this program before; a clock that says so has stopped or was never set."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO
ANSWER_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found and, if it is not *sound*, what to do."""

    what: str
    sound: bool
    found: str
    advice: str = ""

    def line(self) -> str:
        """Return the finding as a person reads it."""
        text = f"{self.found} {self.advice}".rstrip()
        return f"{'ok' if self.sound else 'problem':8} {self.what:12} {text}"


def examine(folder: DataFolder, clock: Clock) -> Iterator[Finding]:
    """Look at everything, in the order a start would meet it."""
    now = clock.now()
    yield python_version(sys.version_info[:3])
    yield data_folder(folder.root)
    yield key_file(folder.key, book_exists=folder.database.exists())
    yield from book_and_clock(folder.database, now)
    yield port(remembered_port(folder.port))
    yield engine(find_engine())
    yield display(here=has_display(display_variables()))
    yield proxies(proxy_variables())


def python_version(version: tuple[int, int, int]) -> Finding:
    """Judge the Python this program runs on."""
    text = ".".join(map(str, version))
    if version[:2] < LEAST_PYTHON:
        return Finding("python", sound=False, found=text, advice="Install Python 3.11 or newer.")
    return Finding("python", sound=True, found=text)


def data_folder(root: Path) -> Finding:
    """Judge whether the program can keep its files at *root*, and others cannot read them."""
    if not root.exists():
        parent = next(folder for folder in root.parents if folder.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            return Finding("data folder", sound=True, found=f"{root} is made at the first start.")
        advice = f"You may not write to {parent}. Choose another folder with --data-dir."
        return Finding("data folder", sound=False, found=f"{root} cannot be made.", advice=advice)
    if not root.is_dir() or not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        advice = "Choose another with --data-dir, or give it back to yourself."
        return Finding("data folder", sound=False, found=f"{root} cannot be written to.", advice=advice)
    if _open_to_others(root):
        advice = f"Run: chmod 700 '{root}'"
        return Finding("data folder", sound=False, found=f"Others can read {root}.", advice=advice)
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE_BYTES:
        found = f"Only {free // 1024**2} MiB are free at {root}."
        return Finding("data folder", sound=False, found=found, advice="Free some space on this disk.")
    return Finding("data folder", sound=True, found=f"{root}, {free // 1024**3} GiB free.")


def key_file(path: Path, *, book_exists: bool) -> Finding:
    """Judge the file tokens are signed with."""
    if not path.exists():
        later = "It is made at the next start, and everybody signs in once more."
        return Finding("key", sound=True, found=later if book_exists else "It is made at the first start.")
    if path.stat().st_size != KEY_BYTES:
        advice = "Put it back from a backup, or move it away; everybody then signs in once more."
        return Finding("key", sound=False, found=f"{path} is damaged.", advice=advice)
    if _open_to_others(path):
        return Finding(
            "key", sound=False, found=f"Others can read {path}.", advice=f"Run: chmod 600 '{path}'"
        )
    return Finding("key", sound=True, found=f"{path}, readable by you alone.")


def book_and_clock(path: Path, now: int) -> Iterator[Finding]:
    """Judge the book, and the clock by the newest entry in it."""
    try:
        seen = examine_book(path)
    except StorageError as error:
        cause = getattr(error, "cause", "")
        advice = f"(Cause: {cause}.)" if cause else ""
        yield Finding("book", sound=False, found=f"{path}: {error}", advice=advice)
        yield clock_reading(now, None)
        return
    if seen is None:
        waiting = (
            "is read, and mended if need be, at the next start." if path.exists() else "is not there yet."
        )
        yield Finding("book", sound=True, found=f"{path} {waiting}")
        yield clock_reading(now, None)
        return
    found = f"{path}, schema {seen.version} of {seen.known_version}, sound."
    yield Finding("book", sound=True, found=found)
    yield clock_reading(now, seen.newest_entry_at)


def clock_reading(now: int, newest_entry_at: int | None) -> Finding:
    """Judge the computer's clock: entries carry its time for ever."""
    reading = datetime.fromtimestamp(now, UTC)
    found = f"{reading:%Y-%m-%d %H:%M:%S} UTC"
    if newest_entry_at is not None and newest_entry_at > now:
        advice = f"The newest entry is from {datetime.fromtimestamp(newest_entry_at, UTC):%Y-%m-%d}."
    elif reading.year < FIRST_YEAR:
        advice = ""
    else:
        return Finding("clock", sound=True, found=f"{found}.")
    advice = f"{advice} Set this computer's clock.".lstrip()
    return Finding("clock", sound=False, found=f"{found} cannot be right.", advice=advice)


def port(number: int) -> Finding:
    """Judge whether the port of the last run can be had again."""
    if not number:
        return Finding("port", sound=True, found="Any free one is taken at the first start.")
    try:
        bind(number).close()
    except (PortTaken, SettingRefused):
        if _shiftbook_answers(number):
            return Finding("port", sound=True, found=f"Shiftbook is running on {number}.")
        found = f"{number} is used by another program; the next start takes another."
        return Finding("port", sound=True, found=found)
    return Finding("port", sound=True, found=f"{number} is free.")


def engine(name: str | None) -> Finding:
    """Judge whether there is something to show the window with."""
    if name is None:
        found = "There is no web engine for the window; your browser is used instead."
        return Finding("window", sound=False, found=found, advice=how_to_install())
    return Finding("window", sound=True, found=f"{name}.")


def display(*, here: bool) -> Finding:
    """Judge whether a window could be shown from here."""
    if here:
        return Finding("display", sound=True, found="A window can be shown.")
    found = "No display answers here."
    return Finding("display", sound=False, found=found, advice="Log in at the screen, or use --headless.")


def proxies(names: tuple[str, ...]) -> Finding:
    """Mention proxies; the window goes past them."""
    if not names:
        return Finding("proxy", sound=True, found="None set.")
    return Finding("proxy", sound=True, found=f"{', '.join(names)} set; the window does not use it.")


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & OTHERS)


def _shiftbook_answers(number: int) -> bool:
    with closing(http.client.HTTPConnection(LOOPBACK, number, timeout=ANSWER_SECONDS)) as connection:
        try:
            connection.request("GET", "/readyz")
            return b'"ready"' in connection.getresponse().read(1024)
        except (OSError, http.client.HTTPException):
            return False
