"""A real book in a temporary folder: opening one takes milliseconds, so no test needs a fake store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.storage import migrate
from desktop_app.storage.database import BUSY_TIMEOUT

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from desktop_app.storage.database import Database


def open_book(folder: Path, busy_timeout: timedelta = BUSY_TIMEOUT) -> Database:
    """Open the book in *folder*, a new one if there is none; whoever asks closes it."""
    return migrate.open_book(folder / "shiftbook.db", busy_timeout)
