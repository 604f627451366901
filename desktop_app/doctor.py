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
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.config import display_variables, load_settings, proxy_variables
from desktop_app.desktop.display import has_display
from desktop_app.desktop.engine import find_engine, how_to_install
from desktop_app.errors import (
    BackupRoomMissing,
    BookReadOnly,
    PortTaken,
    SettingRefused,
    StartError,
    StorageError,
)
from desktop_app.port import LOOPBACK, bind, remembered_port
from desktop_app.storage.backup import UNFINISHED, backup_folder, backups_in
from desktop_app.storage.examination import examine_book
from desktop_app.storage.keyfile import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.clock import Clock
    from desktop_app.paths import DataFolder
    from desktop_app.storage.examination import Examination

LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 100 * 1024**2
FIRST_YEAR = 2026
"""No computer had this program before; a clock that says so has stopped or was never set."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO
ANSWER_SECONDS = 3
ANSWER_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and if that is a problem, what to do."""

    what: str
    found: str
    advice: str | None = None

    @property
    def sound(self) -> bool:
        """Whether there is nothing to be done."""
        return self.advice is None

    def line(self) -> str:
        """Return the finding as a person reads it."""
        return (
            f"{'ok' if self.sound else 'problem':8} {self.what:12} {self.found} {self.advice or ''}".rstrip()
        )


def examine(folder: DataFolder, clock: Clock) -> Iterator[Finding]:
    """Look at everything, in the order a start would meet it."""
    now = clock.now()
    yield python_version(sys.version_info[:3])
    yield _reached("data folder", lambda: data_folder(folder.root))
    yield _reached("settings", lambda: settings(folder.root))
    yield _reached("key", lambda: key_file(folder.key))
    yield _reached("book", lambda: book(folder.database))
    yield _reached("backup", lambda: backups(backup_folder(folder.database), _chosen(folder.database)))
    yield _reached("clock", lambda: clock_reading(now, _newest_entry(folder.database)))
    yield _reached("port", lambda: port(remembered_port(folder.port)))
    yield _reached("log", lambda: log_files(folder.log))
    yield engine(find_engine())
    yield display(here=has_display(display_variables()))
    yield proxies(proxy_variables())


def python_version(version: tuple[int, int, int]) -> Finding:
    """Judge the Python this program runs on."""
    advice = "Install Python 3.11 or newer." if version[:2] < LEAST_PYTHON else None
    return Finding("python", f"{'.'.join(map(str, version))}.", advice)


def data_folder(root: Path) -> Finding:
    """Judge whether the program can keep its files at *root*, and nobody else can read them."""
    what, elsewhere = "data folder", "Choose another folder with --data-dir."
    if not root.exists():
        parent = next(folder for folder in root.parents if folder.exists())
        if not _usable(parent):
            return Finding(what, f"{root} cannot be made: you may not write to {parent}.", elsewhere)
        return Finding(what, f"{root} is made at the first start.")
    if not _usable(root):
        return Finding(what, f"{root} cannot be written to.", elsewhere)
    if _open_to_others(root):
        return Finding(what, f"{root} can be read by others.", f"Run: chmod 700 '{root}'")
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE_BYTES:
        return Finding(what, f"{root} has only {free // 1024**2} MiB free.", "Free some space on this disk.")
    return Finding(what, f"{root}, {free // 1024**3} GiB free.")


def settings(root: Path) -> Finding:
    """Judge `config.toml` and the environment."""
    try:
        load_settings(root, {})
    except SettingRefused as error:
        return Finding("settings", str(error), "Correct it; the defaults are in README.md.")
    return Finding("settings", "They make sense.")


def key_file(path: Path) -> Finding:
    """Judge the file tokens are signed with."""
    if not path.exists():
        return Finding("key", "It is made at the next start; whoever was signed in signs in once more.")
    if path.stat().st_size != KEY_BYTES:
        return Finding("key", f"{path} is damaged.", "Put it back from a backup, or move it away.")
    if _open_to_others(path):
        return Finding("key", f"{path} can be read by others.", f"Run: chmod 600 '{path}'")
    return Finding("key", f"{path}, yours alone.")


def book(path: Path) -> Finding:
    """Judge the book, in the words a start would find for it."""
    try:
        seen = examine_book(path)
    except (StartError, StorageError) as error:
        cause = getattr(error, "cause", None)
        untold = cause and cause not in str(error)
        return Finding("book", f"{path}: {error}", f"(Cause: {cause}.)" if untold else "")
    if seen is None:
        there = path.exists()
        return Finding("book", f"{path} can only be read by the next start." if there else "Not there yet.")
    if not os.access(path, os.W_OK):
        return Finding("book", str(BookReadOnly(path)), "")
    found = f"{path}, schema {seen.version} of {seen.known_version}, sound."
    if not seen.room_needed:
        return Finding("book", found)
    found += " The next start makes a backup and upgrades it."
    free = shutil.disk_usage(path.parent).free
    if free < seen.room_needed:
        return Finding("book", found, str(BackupRoomMissing(backup_folder(path), seen.room_needed, free)))
    return Finding("book", found)


def backups(beside: Path, chosen: str = "") -> Finding:
    """Say what copies of the book there are; one that is not whole is under way, or was cut off.

    They lie *beside* the book or in a folder somebody has *chosen*.
    """
    found, folders = [], [Path(chosen), beside] if chosen else [beside]
    for folder in folders:
        if whole := backups_in(folder):
            last = whole[-1]
            why = f", before schema {last.before_schema}" if last.before_schema else ""
            occasion = f"{last.made_at:%Y-%m-%d %H:%M:%S} UTC{why}"
            found.append(f"{len(whole)} in {folder}, the last of {occasion}.")
    if not found:
        found = ["None yet; Shiftbook makes one every day it is open, and before every upgrade."]
    if (beside / UNFINISHED).exists():
        found.append(f"{beside / UNFINISHED} is not whole; the next upgrade replaces it.")
    missing = f"{chosen} is not there: plug the disk in, or choose another folder on the page Backups."
    return Finding("backup", " ".join(found), missing if chosen and not Path(chosen).is_dir() else None)


def log_files(log: Path) -> Finding:
    """Say where the log is and how much room it takes."""
    files = list(log.parent.glob(f"{log.name}*"))
    if not files:
        return Finding("log", f"{log} is begun at the first start.")
    size, older = sum(file.stat().st_size for file in files), len(files) - 1
    with_older = f" with {older} older {'one' if older == 1 else 'ones'}" if older else ""
    return Finding("log", f"{log}, {size / 1024**2:.1f} MiB{with_older}.")


def clock_reading(now: int, newest_entry_at: int | None) -> Finding:
    """Judge the computer's clock: entries carry its time for ever."""
    reading = datetime.fromtimestamp(now, UTC)
    found, advice = f"{reading:%Y-%m-%d %H:%M:%S} UTC.", "Set this computer's clock."
    if newest_entry_at is not None and newest_entry_at > now:
        newest = datetime.fromtimestamp(newest_entry_at, UTC)
        return Finding("clock", f"{found} The newest entry is from {newest:%Y-%m-%d %H:%M:%S}.", advice)
    return Finding("clock", found, advice if reading.year < FIRST_YEAR else None)


def port(number: int) -> Finding:
    """Judge whether the port of the last run can be had again."""
    if not number:
        return Finding("port", "Any free one is taken at the first start.")
    try:
        bind(number).close()
    except (PortTaken, SettingRefused):
        if _shiftbook_answers(number):
            return Finding("port", f"Shiftbook is running on {number}.")
        return Finding("port", f"{number} is used by another program; the next start takes another.")
    return Finding("port", f"{number} is free.")


def engine(name: str | None) -> Finding:
    """Judge whether there is something to show the window with."""
    if name is None:
        return Finding("window", "There is no web engine for it; your browser is used.", how_to_install())
    return Finding("window", f"{name}.")


def display(*, here: bool) -> Finding:
    """Judge whether a window could be shown from here."""
    if here:
        return Finding("display", "A window can be shown.")
    return Finding("display", "None answers here.", "Log in at the screen, or use --headless.")


def proxies(names: tuple[str, ...]) -> Finding:
    """Mention proxies; the window goes past them."""
    return Finding("proxy", f"{', '.join(names)}: the window goes past it." if names else "None.")


def _reached(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except OSError as error:
        return Finding(what, f"It cannot be looked at: {error}.", "Give the data folder back to yourself.")


def _newest_entry(path: Path) -> int | None:
    seen = _seen(path)
    return seen.newest_entry_at if seen else None


def _chosen(path: Path) -> str:
    seen = _seen(path)
    return seen.backup_folder if seen else ""


def _seen(path: Path) -> Examination | None:
    try:
        return examine_book(path)
    except (StartError, StorageError):
        return None


def _usable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & OTHERS)


def _shiftbook_answers(number: int) -> bool:
    with closing(http.client.HTTPConnection(LOOPBACK, number, timeout=ANSWER_SECONDS)) as connection:
        try:
            connection.request("GET", "/readyz")
            return b'"ready"' in connection.getresponse().read(ANSWER_BYTES)
        except (OSError, http.client.HTTPException):
            return False
