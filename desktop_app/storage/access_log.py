"""Who came and went: rows written in the same transaction as what they tell of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.access import AccessRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.storage.database import Database

LARGEST_ID = 2**63 - 1
OWN = "own"
"""Stands as the detail where somebody has changed their own password."""


class Event(StrEnum):
    """What happened; the word kept in `access_log.event`."""

    PERSON_ADDED = "person_added"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an event, not a password
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    UNLOCK_FAILED = "unlock_failed"
    PASSWORD_CHANGE_FAILED = "password_change_failed"  # noqa: S105 - as above
    RESTORE_REFUSED = "restore_refused"
    SIGN_OUT = "sign_out"
    SESSION_LOCKED = "session_locked"
    SESSION_UNLOCKED = "session_unlocked"
    SESSION_ENDED = "session_ended"
    SESSION_EXPIRED = "session_expired"
    SESSION_REUSED = "session_reused"
    EXPORTED = "exported"
    PRINTED = "printed"
    IMPORTED = "imported"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    SETTING_CHANGED = "setting_changed"
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
) -> int:
    """Add a row within the caller's transaction: what did not happen is not told of either; return its id."""
    connection.execute(
        "INSERT INTO access_log (at, event, user_id, session_id, detail) VALUES (?, ?, ?, ?, ?)",
        (at, event, user_id, session_id, detail),
    )
    return connection.last_insert_rowid()


def doing_of(name: str | None) -> str | None:
    """Return what stands as the detail of a line about somebody if it was another's doing."""
    return f"by {name}" if name else None


def take_back(connection: apsw.Connection, line: int) -> None:
    """Remove the row that told of a try as refused while nobody knew whether it was: it was not."""
    connection.execute("DELETE FROM access_log WHERE id = ?", (line,))


class SqliteAccessLogStore:
    """Reads the log in the book's database (`desktop_app.accounts.access.AccessLogStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(
        self, *, event: str | None, user_id: int | None, before: int | None, limit: int
    ) -> Sequence[AccessRecord]:
        """Return up to *limit* lines of an event and a person with ids below *before*, newest first."""
        values = {"event": event, "user_id": user_id, "before": before or LARGEST_ID, "limit": limit}
        with self._database.read() as connection:
            rows: Any = connection.execute(_NEWEST, values)
            return [AccessRecord(*row) for row in rows]

    def events(self) -> Sequence[str]:
        """Return every word that can stand as an event."""
        return [event.value for event in Event]


_NEWEST = """
    SELECT access_log.id, access_log.at, access_log.event, account.name, session.label, access_log.detail
    FROM access_log
    LEFT JOIN account ON account.id = access_log.user_id
    LEFT JOIN session ON session.id = access_log.session_id
    WHERE access_log.id < :before AND (:event IS NULL OR access_log.event = :event)
        AND (:user_id IS NULL OR access_log.user_id = :user_id)
    ORDER BY access_log.id DESC LIMIT :limit
"""
