"""Errors of the disk and the book's file, while somebody works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors.base import ShiftbookError

if TYPE_CHECKING:
    from pathlib import Path


class StorageError(ShiftbookError):
    """Never raised itself: the disk or the database file stands in the way."""

    code = "storage_busy"


class StorageBusy(StorageError):
    """Another program or request holds the database; trying again helps."""

    def __init__(self) -> None:
        super().__init__("The logbook is busy at this moment. Nothing was lost; try again.")


class StorageFull(StorageError):
    """The disk is full."""

    code = "storage_full"

    def __init__(self) -> None:
        super().__init__("The disk is full, so this was not saved. Free some space and try again.")


class StorageUnavailable(StorageError):
    """The file cannot be read or written; *cause* is the system's own words, for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The logbook's file cannot be reached at this moment. Nothing new was saved; try again."
        )
        self.cause = cause


class BackupNoRoom(StorageError):
    """A backup in *folder* asks for *needed* bytes, and *free* are there."""

    code = "storage_full"

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        self.why = (
            f"It needs {needed / 1024**2:,.1f} MiB in {folder}, and the disk has {free / 1024**2:,.1f} MiB. "
            "Free some space, or choose another folder."
        )
        super().__init__(f"There is no backup. {self.why} The logbook is as it was.")
        self.folder = folder
        self.needed = needed
        self.free = free


class BackupNotMade(StorageError):
    """A backup could not be made in *folder*; *cause* says why."""

    def __init__(self, folder: Path, cause: str) -> None:
        self.why = (
            f"{folder} cannot be written ({cause}). Look whether the disk is there and not write-protected, "
            "or choose another folder."
        )
        super().__init__(f"There is no backup. {self.why} The logbook is as it was.")
        self.folder = folder
        self.cause = cause


class BackupCalledOff(StorageError):
    """Shiftbook is closing while a backup is being made; the next start makes one."""

    def __init__(self) -> None:
        super().__init__("The backup was not finished because Shiftbook was closed.")


class AttachmentDamaged(StorageError):
    """An attached file is gone from the data folder, or is not what was attached."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__(
            "This file is missing from the data folder, or was changed there since it was attached. The "
            "entry itself is whole; a backup may still have the file."
        )


class DatabaseDamaged(StorageError):
    """The file is not a sound database; it is never replaced or repaired behind anybody's back."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The logbook's file is damaged. It was left as it is; restore a backup or ask for help."
        )
        self.cause = cause


class DatabaseNewer(StorageError):
    """The file was written by a later Shiftbook: schema *found*, this program knows *known*."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"This logbook was written by a newer Shiftbook (schema {found}; this one knows {known}). "
            "It was left as it is. Install the newer Shiftbook to open it."
        )
        self.found = found
        self.known = known
