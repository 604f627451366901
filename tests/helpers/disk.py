"""A disk that can fill up, fail, or lose its power, under the real SQLite.

While `faulty_disk()` is open every database the process opens lies on it. It does what the system's own
disk does until a test gives it a `trouble`.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Trouble = Callable[[str, str], None]

SYSTEM = apsw.vfs_names()[0]
"""The disk as the system offers it, for whoever wants to look past a `FaultyDisk`."""


@contextmanager
def faulty_disk() -> Iterator[FaultyDisk]:
    """Put every database opened inside the block on one `FaultyDisk`."""
    disk = FaultyDisk()
    try:
        yield disk
    finally:
        disk.trouble = None
        disk.unregister()


class FaultyDisk(apsw.VFS):
    """Asks *trouble* before each change, which is told its kind and the file's name and may raise.

    A kind is "write", "sync", "truncate" or "delete".
    """

    def __init__(self) -> None:
        """Take the default disk's place."""
        super().__init__("faulty", SYSTEM, makedefault=True)
        self.trouble: Trouble | None = None
        self.read_only = False
        self.changes: list[tuple[str, str]] = []
        self._unsynced: dict[str, list[_Overwritten]] = {}

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file; where only reading is allowed, SQLite makes do with that, as the system does."""
        if self.read_only:
            flags[0] = flags[0] & ~(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
            flags[0] |= apsw.SQLITE_OPEN_READONLY
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's signature
        """Delete a file; what was not synced of it needs no luck any more."""
        self.ask("delete", filename)
        self.synced(filename)
        super().xDelete(filename, syncdir)

    def cut_power_before(self, change: int, luck: int) -> None:
        """Lose the power just before the numbered change from now; *luck* is what unsynced writes need."""
        last = len(self.changes) + change

        def trouble(_kind: str, _file: str) -> None:
            if len(self.changes) >= last:
                self._lose(Random(luck))  # noqa: S311 - it must be the same luck in every run
                raise apsw.IOError("the power is gone")

        self.trouble = trouble

    def ask(self, kind: str, file: str) -> None:
        """Let the trouble happen, if it is time for it."""
        name = Path(file).name
        if self.trouble is not None:
            self.trouble(kind, name)
        self.changes.append((kind, name))

    def remember(self, file: str, overwritten: _Overwritten) -> None:
        """Keep what a write has overwritten, until the next sync."""
        self._unsynced.setdefault(file, []).append(overwritten)

    def synced(self, file: str) -> None:
        """What was written to this file is safe now."""
        self._unsynced.pop(file, None)

    def _lose(self, luck: Random) -> None:
        for file, writes in self._unsynced.items():
            with Path(file).open("r+b") as content:
                for offset, old, size in reversed(writes):
                    if luck.random() < 1 / 2:
                        content.seek(offset)
                        content.write(old)
                        content.truncate(size)
        self._unsynced.clear()


class _File(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(SYSTEM, name, flags)
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self._read_only = bool(flags[0] & apsw.SQLITE_OPEN_READONLY)

    def xLock(self, level: int) -> None:  # noqa: N802
        # The system refuses this with an error; SQLite, closing, does not mind, but apsw would raise it.
        if self._read_only and level > apsw.SQLITE_LOCK_SHARED:
            raise apsw.BusyError("opened for reading only")
        super().xLock(level)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.ask("write", self._path)
        size = self.xFileSize()
        old = self.xRead(min(len(data), size - offset), offset) if offset < size else b""
        self._disk.remember(self._path, (offset, old, size))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.ask("truncate", self._path)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        _ = flags
        self._disk.ask("sync", self._path)
        self._disk.synced(self._path)


_Overwritten = tuple[int, bytes, int]
"""Where, what stood there, and how long the file was."""
