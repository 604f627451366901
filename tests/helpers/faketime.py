"""Another process's wall clock, moved while it runs (libfaketime)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.clock import SystemClock
from tests.helpers.program import clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("/usr/lib/*/faketime", "/usr/lib64/faketime", "/usr/lib/faketime", "/usr/local/lib/faketime")
LIBRARY = "libfaketimeMT.so.1"


class ShiftedClock:
    """The computer's clock, wrong by as much as a test likes."""

    def __init__(self) -> None:
        """Begin right."""
        self.shift = 0

    def now(self) -> int:
        """Return what this clock shows, in epoch seconds."""
        return SystemClock().now() + self.shift

    def utc_offset(self, at: int) -> int:
        """Return the computer's own offset; nobody changes the time zone."""
        return SystemClock().utc_offset(at)

    def jump(self, seconds: int) -> None:
        """Be wrong by so many seconds more from now on."""
        self.shift += seconds


class ServersClock(ShiftedClock):
    """The clock of a process started with its `environment`; only its wall clock is touched."""

    def __init__(self, folder: Path) -> None:
        """Keep the shift in a file in *folder*; skip the test where there is no libfaketime."""
        super().__init__()
        self._library = next(_libraries(), None)
        if self._library is None:
            pytest.skip("needs libfaketime (apt install faketime)")
        self._home = folder
        self._file = folder / "clock"
        self.jump(0)

    @property
    def environment(self) -> dict[str, str]:
        """What the process must be started with."""
        return clean_environment(
            self._home,
            LD_PRELOAD=str(self._library),
            FAKETIME_TIMESTAMP_FILE=str(self._file),
            FAKETIME_NO_CACHE="1",
            DONT_FAKE_MONOTONIC="1",
            NO_FAKE_STAT="1",
            # Its way round an old fault of glibc's wakes threads that wait for the interpreter, for ever.
            FAKETIME_FORCE_MONOTONIC_FIX="0",
        )

    def jump(self, seconds: int) -> None:
        """Be wrong by so many seconds more from the process's next look at its clock on."""
        super().jump(seconds)
        # Replaced as a whole: half a number would be another time.
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self.shift:+d}", "ascii")
        fresh.replace(self._file)


def _libraries() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from Path("/").glob(f"{folder.lstrip('/')}/{LIBRARY}")
