"""Who came and went: rows written in the same transaction as what they tell of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.access import AccessRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.accounts.access import LinesAsked
    from desktop_app.logbook.proof import Who
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
    LOG_EXPORTED = "log_exported"
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


def record_doing(connection: apsw.Connection, event: Event, who: Who, at: int, detail: str) -> None:
    """Add a row about what somebody did, or the program by itself, within the caller's transaction."""
    record(connection, event, at=at, user_id=who.user_id, session_id=who.session_id, detail=detail)


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

    def newest(self, asked: LinesAsked, before: int | None, limit: int) -> Sequence[AccessRecord]:
        """Return up to *limit* of the lines asked for with ids below *before*, newest first."""
        conditions, values = _conditions(asked)
        query = _NEWEST.format("".join(f" AND {condition}" for condition in conditions))
        with self._database.read() as connection:
            rows: Any = connection.execute(query, (before or LARGEST_ID, *values, limit))
            return [AccessRecord(*row) for row in rows]

    def note_export(self, user_id: int, session_id: str, now: int, words: str) -> int:
        """Record that somebody takes lines out, *words* saying which; return the new line's id."""
        with self._database.write() as connection:
            return record(
                connection, Event.LOG_EXPORTED, at=now, user_id=user_id, session_id=session_id, detail=words
            )


def _conditions(asked: LinesAsked) -> tuple[list[str], list[Any]]:
    """Return what must be true of a line, and the values for it; only what was asked costs time."""
    found: list[tuple[str, Sequence[Any]]] = []
    if asked.events:
        found.append((f"access_log.event IN ({', '.join('?' * len(asked.events))})", asked.events))
    if asked.person:
        doing = (asked.person.id, doing_of(asked.person.name))
        found.append(("(access_log.user_id = ? OR access_log.detail = ?)", doing))
    if asked.first is not None:
        found.append(("access_log.at >= ?", [asked.first]))
    if asked.until is not None:
        found.append(("access_log.at < ?", [asked.until]))
    return [condition for condition, _ in found], [value for _, values in found for value in values]


_NEWEST = """
    SELECT access_log.id, access_log.at, access_log.event, account.name, session.label, access_log.detail
    FROM access_log
    LEFT JOIN account ON account.id = access_log.user_id
    LEFT JOIN session ON session.id = access_log.session_id
    WHERE access_log.id < ?{}
    ORDER BY access_log.id DESC LIMIT ?
"""
