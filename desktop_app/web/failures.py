"""Counts down the failures a test has asked for."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class CountedFailures:
    """Remembers how often each address has failed on demand."""

    def __init__(self) -> None:
        """Begin with nothing asked for."""
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, address: str, times: int) -> bool:
        """Return whether this call is among the first *times* to *address*, and count it."""
        with self._lock:
            self._seen[address] += 1
            return self._seen[address] <= times
