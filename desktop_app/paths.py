"""Where things lie: the person's data folder, and the program's own assets."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_app.errors import DataFolderUnusable

PRIVATE_FOLDER = 0o700
PRIVATE_UMASK = 0o077


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One person's Shiftbook: everything it writes lies under *root*."""

    root: Path

    @property
    def database(self) -> Path:
        """The logbook itself."""
        return self.root / "shiftbook.db"

    @property
    def key(self) -> Path:
        """256 random bits that sign tokens."""
        return self.root / "shiftbook.key"

    @property
    def port(self) -> Path:
        """The port of the last run, so that the origin stays the same."""
        return self.root / "port"

    @property
    def lock(self) -> Path:
        """Held by the one Shiftbook that has this folder open."""
        return self.root / "lock"

    @property
    def instance(self) -> Path:
        """Where that one answers, for a second start."""
        return self.root / "instance.json"

    @property
    def window(self) -> Path:
        """Where the window was, how large, and how much was zoomed."""
        return self.root / "window.json"

    @property
    def webview(self) -> Path:
        """The window's own storage: its cookie jar among it."""
        return self.root / "webview"

    @property
    def attachments(self) -> Path:
        """The files people have attached, each named by its SHA-256."""
        return self.root / "attachments"

    @property
    def incoming(self) -> Path:
        """What is on its way in and not kept yet."""
        return self.attachments / "incoming"

    @property
    def log(self) -> Path:
        """The program's log."""
        return self.root / "logs" / "shiftbook.log"

    def prepare(self) -> None:
        """Make the folders, readable by their owner alone.

        Raises:
            DataFolderUnusable: if the system refuses.
        """
        os.umask(PRIVATE_UMASK)
        try:
            ours = self._is_ours_alone()
            for folder in (self.root, self.webview, self.log.parent, self.attachments, self.incoming):
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
                if folder != self.root or ours:
                    folder.chmod(PRIVATE_FOLDER)
        except OSError as error:
            raise DataFolderUnusable(self.root, error.strerror or str(error)) from error

    def _is_ours_alone(self) -> bool:
        # A folder with other things in it (somebody typed --data-dir /tmp) is not ours to close.
        return self.database.exists() or not self.root.exists() or not any(self.root.iterdir())


def default_data_folder() -> Path:
    """Return the folder this operating system keeps a person's program data in."""
    return Path(platformdirs.user_data_dir("Shiftbook", appauthor=False))


def resource_path(relative: str) -> Path:
    """Return an asset's path, running from source or frozen (PyInstaller's `_MEIPASS`)."""
    base = getattr(sys, "_MEIPASS", None)
    return Path(base) / relative if base else Path(__file__).resolve().parent.parent / relative
