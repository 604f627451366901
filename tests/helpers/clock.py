"""A clock that moves only when it is told to."""

from __future__ import annotations

SOME_INSTANT = 1_790_000_000
"""21 September 2026, 14:13:20 UTC."""


class FakeClock:
    """A `Clock` whose time and offset a test decides."""

    def __init__(self, now: int = SOME_INSTANT, *, utc_offset: int = 60) -> None:
        """Stand still at *now*, *utc_offset* minutes east of Greenwich."""
        self._now = now
        self._utc_offset = utc_offset

    def now(self) -> int:
        """Return the time it was last moved to."""
        return self._now

    def utc_offset(self, at: int) -> int:
        """Return the same offset at any instant."""
        _ = at
        return self._utc_offset

    def wind(self, seconds: int) -> None:
        """Move on by *seconds*, or back by a negative number of them."""
        self._now += seconds
