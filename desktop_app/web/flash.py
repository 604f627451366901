"""Messages for the next page, shown exactly once: a signed cookie, read and cleared in one step."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Literal

import msgspec

from desktop_app.config import FLASH_EXPIRY

Category = Literal["error", "notice", "success"]
Message = tuple[Category, str]

FLASH_CODES: dict[str, Message] = {
    "session_expired": ("error", "Session expired. Please sign in again."),
    "signed_out": ("success", "You are signed out."),
    "restored": ("success", "The backup is restored. Sign in to go on."),
    "posted": ("success", "Posted. It stands in the book as this entry."),
}
"""What `?flash=` may ask for; anything else is ignored."""

FLASH_SECONDS = int(FLASH_EXPIRY.total_seconds())


class _Sealed(msgspec.Struct, frozen=True):
    messages: list[Message]
    expires_at: int


def seal_flash(key: bytes, messages: list[Message], now: int) -> str:
    """Return a cookie value nobody else can make."""
    body = msgspec.json.encode(_Sealed(messages, now + FLASH_SECONDS))
    return f"{_base64(body)}.{_base64(_signature(key, body))}"


def open_flash(key: bytes, value: str | None, now: int) -> list[Message]:
    """Return the messages in a cookie; none if it is absent, stale or not ours."""
    if not value:
        return []
    body, _, signature = value.partition(".")
    try:
        sealed = base64.urlsafe_b64decode(body)
        if not hmac.compare_digest(base64.urlsafe_b64decode(signature), _signature(key, sealed)):
            return []
        found = msgspec.json.decode(sealed, type=_Sealed)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return []
    return found.messages if 0 < found.expires_at - now <= FLASH_SECONDS else []


def _signature(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")
