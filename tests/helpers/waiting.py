"""Waiting for another program: what cannot be wound on like a clock."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

POLL_SECONDS = 0.02


def wait_for(look: Callable[[], Found], what: str, *, within: float = 30) -> Found:
    """Call *look* until it returns something true, and return that.

    Raises:
        TimeoutError: naming *what* did not happen *within* so many seconds.
    """
    end = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {within} s")
        Event().wait(POLL_SECONDS)
