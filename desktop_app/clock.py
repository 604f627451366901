"""The one place that reads the wall clock; everybody else is handed a time."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time in whole seconds, so that tokens, cookies and rows can agree to the second."""

    def now(self) -> int:
        """Return the present time as whole seconds since the epoch, UTC."""
        ...

    def utc_offset(self, at: int) -> int:
        """Return this computer's offset from UTC at the instant *at*, in minutes east."""
        ...


class SystemClock:
    """The computer's own clock and time zone."""

    def now(self) -> int:
        """Return the present time as whole seconds since the epoch, UTC."""
        return int(time.time())

    def utc_offset(self, at: int) -> int:
        """Return this computer's offset from UTC at the instant *at*, in minutes east."""
        return time.localtime(at).tm_gmtoff // 60
