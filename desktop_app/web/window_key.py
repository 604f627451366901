"""The window key: loopback belongs to every program of the machine, so only windows we opened get in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

KEY_BYTES = 32


class WindowKeys:
    """One-use keys for `/open?key=…`, swapped for this run's secret in a cookie."""

    def __init__(self, expiry: timedelta) -> None:
        """Let a key wait *expiry* to be used."""
        self._expiry = int(expiry.total_seconds())
        self._waiting: dict[bytes, int] = {}
        self._lock = Lock()
        self.cookie_value = secrets.token_urlsafe(KEY_BYTES)
        self._admitted = self.cookie_value.encode("ascii")

    def issue(self, now: int) -> str:
        """Make a key that opens one window."""
        key = secrets.token_urlsafe(KEY_BYTES)
        with self._lock:
            self._forget_old(now)
            self._waiting[_digest(key)] = now
        return key

    def open_url(self, host: str, now: int) -> str:
        """Return a fresh address at *host* (`127.0.0.1:PORT`) that opens one window."""
        return f"http://{host}/open?key={self.issue(now)}"

    def redeem(self, key: str, now: int) -> bool:
        """Use a key up; return whether it was good."""
        with self._lock:
            self._forget_old(now)
            return self._waiting.pop(_digest(key), None) is not None

    def admits(self, cookie: str | None) -> bool:
        """Return whether this cookie was handed out by this run."""
        if cookie is None:
            return False
        return hmac.compare_digest(cookie.encode("utf-8", "surrogateescape"), self._admitted)

    def _forget_old(self, now: int) -> None:
        # The distance, not the difference: a clock set back must not let a key wait for hours.
        self._waiting = {key: at for key, at in self._waiting.items() if abs(now - at) < self._expiry}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
