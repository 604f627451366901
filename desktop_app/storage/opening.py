"""What a fault of the disk or the file means to somebody who waits for the book to open."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import (
    BookDiskFull,
    BookHeld,
    BookReadOnly,
    BookUnreachable,
    StorageBusy,
    StorageFull,
    StorageUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.errors import StartError

LEAST_FREE_BYTES = 64 * 1024
"""Below this SQLite cannot even make the log's index, and reports that as a failing disk."""


@contextmanager
def told_at_start(path: Path) -> Iterator[None]:
    """Raise faults of the book at *path* in the words of a start: nothing was being saved yet.

    Raises:
        BookHeld, BookDiskFull, BookReadOnly, BookUnreachable: for what stands in the way.
        DatabaseDamaged, DatabaseNewer: as they are; they say it all.
    """
    try:
        yield
    except StorageBusy as fault:
        raise BookHeld(path) from fault
    except StorageFull as fault:
        raise BookDiskFull(path) from fault
    except StorageUnavailable as fault:
        raise _told(path, fault.cause) from fault


def _told(path: Path, cause: str) -> StartError:
    if _full(path.parent):
        return BookDiskFull(path)
    if _read_only(path) or _read_only(path.parent):
        return BookReadOnly(path)
    return BookUnreachable(path, cause)


def _read_only(place: Path) -> bool:
    return os.access(place, os.F_OK) and not os.access(place, os.W_OK)


def _full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    except OSError:
        return False
