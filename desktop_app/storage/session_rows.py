"""Rows of sessions, in and out, within a transaction somebody else has opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.sessions.model import Claims, EndReason, Holder, LiveState, Session, TokenType
from desktop_app.storage import access_log
from desktop_app.storage.access_log import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

STATE = """
    SELECT session.id, session.user_id, session.label, session.created_at, session.last_active_at,
           session.generation, session.confirmed_generation, session.confirmed_at,
           session.locked_at, session.ended_at, session.ended_because,
           account.name, account.colour, account.is_administrator, account.disabled_at,
           refresh_token.expires_at
    FROM session
    JOIN account ON account.id = session.user_id
    JOIN refresh_token ON refresh_token.session_id = session.id
                      AND refresh_token.generation = session.generation
"""
STATE_BY_ID = STATE + "WHERE session.id = ?"
LIVING_STATES = STATE + (
    "WHERE session.user_id = ? AND session.ended_at IS NULL AND refresh_token.expires_at > ?"
    "ORDER BY session.last_active_at DESC, session.created_at DESC, session.id"
)

_EVENTS = {
    EndReason.SIGNED_OUT: Event.SIGN_OUT,
    EndReason.EXPIRED: Event.SESSION_EXPIRED,
    EndReason.REUSED: Event.SESSION_REUSED,
}


def state_of(row: Sequence[Any]) -> LiveState:
    """Read a row of `STATE`."""
    (
        session_id, user_id, label, created_at, last_active_at,
        generation, confirmed_generation, confirmed_at, locked_at, ended_at, ended_because,
        name, colour, is_administrator, disabled_at,
        expires_at,
    ) = row  # fmt: skip
    session = Session(
        id=session_id,
        user_id=user_id,
        label=label,
        created_at=created_at,
        last_active_at=last_active_at,
        generation=generation,
        confirmed_generation=confirmed_generation,
        confirmed_at=confirmed_at,
        locked_at=locked_at,
        ended_at=ended_at,
        ended_because=None if ended_because is None else EndReason(ended_because),
    )
    holder = Holder(
        id=user_id,
        name=name,
        colour=colour,
        administrator=is_administrator == 1,
        disabled=disabled_at is not None,
    )
    return LiveState(session=session, holder=holder, expires_at=expires_at)


def find_state(connection: apsw.Connection, session_id: str) -> LiveState | None:
    """Return the session with its holder and its current token's expiry, if its row is there."""
    row = connection.execute(STATE_BY_ID, (session_id,)).fetchone()
    return None if row is None else state_of(row)


def insert_session(connection: apsw.Connection, session: Session) -> None:
    """Keep a session that has just begun."""
    connection.execute(
        "INSERT INTO session (id, user_id, label, created_at, last_active_at,"
        " generation, confirmed_generation, confirmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session.id,
            session.user_id,
            session.label,
            session.created_at,
            session.last_active_at,
            session.generation,
            session.confirmed_generation,
            session.confirmed_at,
        ),
    )


def find_token(connection: apsw.Connection, session_id: str, generation: int) -> Claims | None:
    """Return the refresh token of this generation, if its row is there."""
    row = connection.execute(
        "SELECT id, user_id, session_id, generation, issued_at, expires_at FROM refresh_token"
        " WHERE session_id = ? AND generation = ?",
        (session_id, generation),
    ).fetchone()
    return None if row is None else Claims(TokenType.REFRESH, *row)


def insert_token(connection: apsw.Connection, token: Claims) -> None:
    """Keep a refresh token: the row says what the token says."""
    connection.execute(
        "INSERT INTO refresh_token (id, user_id, session_id, generation, issued_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (token.id, token.user_id, token.session_id, token.generation, token.issued_at, token.expires_at),
    )


def lock_session(connection: apsw.Connection, session: Session, since: int) -> None:
    """Lock a session that is open, and record it."""
    connection.execute("UPDATE session SET locked_at = ? WHERE id = ?", (since, session.id))
    access_log.record(
        connection, Event.SESSION_LOCKED, at=since, user_id=session.user_id, session_id=session.id
    )


def unlock_session(connection: apsw.Connection, session: Session, now: int) -> None:
    """Open a session whose holder has given the password, and record it if it was locked."""
    connection.execute(
        "UPDATE session SET locked_at = NULL, last_active_at = ? WHERE id = ?", (now, session.id)
    )
    if session.locked_at is not None:
        access_log.record(
            connection, Event.SESSION_UNLOCKED, at=now, user_id=session.user_id, session_id=session.id
        )


def end_session(connection: apsw.Connection, session_id: str, because: EndReason, now: int) -> None:
    """End a session that has not ended yet, and record it."""
    ended: list[Any] = connection.execute(
        "UPDATE session SET ended_at = ?, ended_because = ? WHERE id = ? AND ended_at IS NULL"
        " RETURNING user_id",
        (now, because, session_id),
    ).fetchall()
    for (user_id,) in ended:
        event = _EVENTS.get(because, Event.SESSION_ENDED)
        detail = because.value if event is Event.SESSION_ENDED else None
        access_log.record(connection, event, at=now, user_id=user_id, session_id=session_id, detail=detail)


def end_sessions(
    connection: apsw.Connection, user_id: int, keep: str | None, because: EndReason, now: int
) -> int:
    """End every session of a person but *keep*; return how many of them still lived.

    Expired ones end too: a clock that is set back must not bring them to life again.
    """
    unended: list[Any] = connection.execute(
        "SELECT session.id, refresh_token.expires_at > ? FROM session"
        " JOIN refresh_token ON refresh_token.session_id = session.id"
        " AND refresh_token.generation = session.generation"
        " WHERE session.user_id = ? AND session.ended_at IS NULL AND session.id IS NOT ?",
        (now, user_id, keep),
    ).fetchall()
    for session_id, _ in unended:
        end_session(connection, session_id, because, now)
    return sum(lived for _, lived in unended)
