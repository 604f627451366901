"""Why the program cannot start: whole sentences for the person who has just started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors.base import ShiftbookError

if TYPE_CHECKING:
    from pathlib import Path


class StartError(ShiftbookError):
    """Never raised itself: the program cannot start, and the message says why and what to do."""


class DataFolderUnusable(StartError):
    """The data *folder* cannot be made, read or written."""

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(f"The data folder {folder} cannot be used: {cause}. Choose another with --data-dir.")
        self.folder = folder
        self.cause = cause


class KeyFileDamaged(StartError):
    """The key file at *path* holds *size* bytes that are no key; a new one would sign everybody out."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(
            f"The key file {path} is damaged ({size} bytes). It was left as it is. Put it back from a "
            "backup, or move it away: a new one is made then, and everybody signs in once more."
        )
        self.path = path
        self.size = size


class BookHeld(StartError):
    """Another program holds the book at *path*: an older Shiftbook, a database browser, a backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another program has the logbook {path} open and lets nobody else in. Nothing was lost. Close "
            "it, or let it finish (an older Shiftbook, a database browser, an upgrade that is under way), "
            "and start Shiftbook again."
        )
        self.path = path


class BookDiskFull(StartError):
    """There is no room to open the book at *path*, which takes a few KiB beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The disk with the logbook {path} is full, so it cannot be opened. Nothing was lost. "
            "Free some space on that disk and start Shiftbook again."
        )
        self.path = path


class BookReadOnly(StartError):
    """The book at *path*, or its folder, may be read and not written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The logbook {path} can be read but not written. Nothing was lost. Give yourself the right to "
            "write to the file and its folder and start Shiftbook again, or choose another with --data-dir."
        )
        self.path = path


class BookUnreachable(StartError):
    """Reading or writing the book at *path* fails; *cause* is the system's own words."""

    def __init__(self, path: Path, cause: str) -> None:
        super().__init__(
            f"The logbook {path} cannot be read or written: {cause}. It was left as it is. Look whether its "
            "disk is there and sound, copy the data folder to another one, and start Shiftbook again."
        )
        self.path = path
        self.cause = cause


class BackupRoomMissing(StartError):
    """An upgrade begins with a copy in *folder*; it asks for *needed* bytes, and *free* are there."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            f"Before this Shiftbook upgrades the logbook it makes a backup in {folder}. That needs "
            f"{_mebibytes(needed)} of free space, and the disk has {_mebibytes(free)}. The logbook was left "
            "as it is. Free some space on that disk and start Shiftbook again."
        )
        self.folder = folder
        self.needed = needed
        self.free = free


class BackupFailed(StartError):
    """The copy an upgrade begins with could not be made in *folder*, or is not the same as the book."""

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"Before this Shiftbook upgrades the logbook it makes a backup in {folder}, and could not: "
            f"{cause}. The logbook was left as it is. Look whether you may write to that folder and its disk "
            "is sound, and start Shiftbook again."
        )
        self.folder = folder
        self.cause = cause


class PortTaken(StartError):
    """The *port* somebody asked for belongs to another program."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is used by another program. Choose another, or leave --port out.")
        self.port = port


class AlreadyOpen(StartError):
    """The Shiftbook that has this data folder, *process*, has not answered for *seconds*."""

    def __init__(self, process: int | None, seconds: int) -> None:
        named = f"process {process}" if process else "its process"
        super().__init__(
            f"Shiftbook is already open but has not answered for {seconds} s. Give it a moment and open it "
            f"again. If that does not help, end {named} first; what was saved stays."
        )
        self.process = process


class SettingRefused(StartError):
    """A setting makes no sense; *why* is a whole sentence naming it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


def _mebibytes(size: int) -> str:
    return f"{size / 1024**2:.1f} MiB"
