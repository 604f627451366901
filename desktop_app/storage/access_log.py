"""Who came and went: rows written in the same transaction as what they tell of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw


class Event(StrEnum):
    """What happened; the word kept in `access_log.event`."""

    PERSON_ADDED = "person_added"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an event, not a password
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SESSION_LOCKED = "session_locked"
    SESSION_UNLOCKED = "session_unlocked"
    SESSION_ENDED = "session_ended"
    SESSION_EXPIRED = "session_expired"
    SESSION_REUSED = "session_reused"
    EXPORTED = "exported"
    PRINTED = "printed"
    CHAIN_VERIFIED = "chain_verified"
    CHAIN_HEAD = "chain_head"
    ENTRY_HIDDEN = "entry_hidden"
    PRESET_CHANGED = "preset_changed"


def record(
    connection: apsw.Connection,
    event: Event,
    *,
    at: int,
    user_id: int | None,
    session_id: str | None = None,
    detail: str | None = None,
) -> None:
    """Add a row within the caller's transaction: what did not happen is not told of either."""
    connection.execute(
        "INSERT INTO access_log (at, event, user_id, session_id, detail) VALUES (?, ?, ?, ?, ?)",
        (at, event, user_id, session_id, detail),
    )
