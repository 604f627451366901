"""Sessions and refresh tokens in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import BadCredentials
from desktop_app.sessions.model import EndReason, RefreshState
from desktop_app.storage import access_log, session_rows
from desktop_app.storage.access_log import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import apsw

    from desktop_app.sessions.decisions import RefreshStep
    from desktop_app.sessions.model import Claims, LiveState, Session
    from desktop_app.storage.database import Database

KEPT_AFTER_THE_END_SECONDS = 7 * 24 * 60 * 60
"""How long a session that is over can still tell its browser why."""

PURGE_BATCH = 50
"""Sessions deleted in one transaction: nobody waits longer than for these."""


class SqliteSessionStore:
    """Keeps sessions in the book's database (`desktop_app.sessions.store.SessionStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, session: Session, first: Claims, verified_hash: str, replaced: str | None) -> None:
        """Keep a new session with its first refresh token, ending session *replaced* if it lives.

        Raises:
            BadCredentials: if *verified_hash* is not the person's any more, or they are barred.
        """
        now = session.created_at
        with self._database.write() as connection:
            if not _still_verified(connection, session.user_id, verified_hash):
                raise BadCredentials(wait=0)
            instead = None if replaced is None else _replace(connection, replaced, session)
            session_rows.insert_session(connection, session)
            session_rows.insert_token(connection, first)
            access_log.record(
                connection,
                Event.SIGN_IN,
                at=now,
                user_id=session.user_id,
                session_id=session.id,
                detail=instead,
            )

    def find(self, session_id: str) -> LiveState | None:
        """Return the session with its holder and current expiry, ended or not; None if unknown."""
        with self._database.read() as connection:
            return session_rows.find_state(connection, session_id)

    def note_use(self, session_id: str, generation: int, last_input: int, now: int) -> None:
        """Move `last_active_at` to *last_input*; confirm *generation* at *now* if it is the current one."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE session SET last_active_at = ? WHERE id = ? AND ended_at IS NULL",
                (last_input, session_id),
            )
            connection.execute(
                "UPDATE session SET confirmed_generation = generation, confirmed_at = ?"
                " WHERE id = ? AND generation = ? AND confirmed_generation < generation AND ended_at IS NULL",
                (now, session_id, generation),
            )

    def lock(self, session_id: str, since: Callable[[Session], int | None]) -> None:
        """Lock the session at the second *since* names, if any; one that is locked or over stays as it is."""
        with self._database.write() as connection:
            state = session_rows.find_state(connection, session_id)
            if state is None or state.session.locked_at is not None or state.session.ended_at is not None:
                return
            locked = since(state.session)
            if locked is not None:
                session_rows.lock_session(connection, state.session, locked)

    def refresh(
        self, presented: Claims, judge: Callable[[RefreshState | None], RefreshStep], now: int
    ) -> RefreshStep:
        """Load the state of *presented*, let *judge* decide, write what it decided: one transaction."""
        with self._database.write() as connection:
            step = judge(_refresh_state(connection, presented))
            _take(connection, step, presented, now)
        return step

    def unlock(
        self,
        presented: Claims,
        judge: Callable[[RefreshState | None], RefreshStep],
        verified_hash: str,
        now: int,
    ) -> RefreshStep:
        """Do as `refresh`; a step that grants a token also opens a locked session, used at *now*.

        Raises:
            BadCredentials: if *verified_hash* is not the holder's any more; nothing is written then.
        """
        with self._database.write() as connection:
            state = _refresh_state(connection, presented)
            step = judge(state)
            if state is not None and step.granted is not None:
                if not _still_verified(connection, state.holder.id, verified_hash):
                    raise BadCredentials(wait=0)
                session_rows.unlock_session(connection, state.session, now)
            _take(connection, step, presented, now)
        return step

    def end(self, user_id: int, session_id: str, because: EndReason, now: int) -> bool:
        """End one living session of this person; return whether there was one."""
        with self._database.write() as connection:
            state = session_rows.find_state(connection, session_id)
            if state is None or state.session.user_id != user_id or state.session.ended_at is not None:
                return False
            session_rows.end_session(connection, session_id, because, now)
            return state.expires_at > now

    def end_others(self, user_id: int, keep: str, because: EndReason, now: int) -> int:
        """End every living session of this person but *keep*; return how many."""
        with self._database.write() as connection:
            return session_rows.end_sessions(connection, user_id, keep, because, now)

    def living(self, user_id: int, now: int) -> Sequence[Session]:
        """Return this person's sessions that are neither ended nor expired, last used first."""
        with self._database.read() as connection:
            rows = connection.execute(session_rows.LIVING_STATES, (user_id, now)).fetchall()
        return [session_rows.state_of(row).session for row in rows]

    def purge(self, now: int) -> int:
        """Delete what no decision can need any more; return how many refresh tokens went.

        Looked up beside the writer and deleted in several short transactions: nobody waits for it.
        """
        with self._database.read() as connection:
            over = _over_since(connection, now - KEPT_AFTER_THE_END_SECONDS)
        gone = 0
        for start in range(0, len(over), PURGE_BATCH):
            with self._database.write() as connection:
                gone += sum(_delete(connection, session) for session in over[start : start + PURGE_BATCH])
        return gone


def _still_verified(connection: apsw.Connection, user_id: int, verified_hash: str) -> bool:
    # Checking a password takes long enough for somebody to change it meanwhile.
    found = connection.execute(
        "SELECT 1 FROM account WHERE id = ? AND password_hash = ? AND disabled_at IS NULL",
        (user_id, verified_hash),
    )
    return found.fetchone() is not None


def _refresh_state(connection: apsw.Connection, presented: Claims) -> RefreshState | None:
    row = session_rows.find_token(connection, presented.session_id, presented.generation)
    state = session_rows.find_state(connection, presented.session_id)
    if row is None or row.id != presented.id or state is None:
        return None
    current = session_rows.find_token(connection, state.session.id, state.session.generation)
    if current is None:
        return None
    return RefreshState(presented=row, current=current, session=state.session, holder=state.holder)


def _replace(connection: apsw.Connection, replaced: str, by: Session) -> str | None:
    """End the session a new one takes the place of; return what is to be told if it was somebody else's."""
    state = session_rows.find_state(connection, replaced)
    if state is None:
        return None
    session, same = state.session, state.session.user_id == by.user_id
    because = EndReason.SIGNED_IN_AGAIN if same else EndReason.SWITCHED
    session_rows.end_session(connection, replaced, because, by.created_at)
    if same or session.ended_at is not None:
        return None
    locked = ", whose session was locked" if session.locked_at is not None else ""
    return f"in place of {state.holder.name}{locked}"


def _take(connection: apsw.Connection, step: RefreshStep, presented: Claims, now: int) -> None:
    if step.successor is not None:
        _rotate(connection, step.successor, now)
    if step.end is not None:
        session_rows.end_session(connection, presented.session_id, step.end, now)


def _rotate(connection: apsw.Connection, successor: Claims, now: int) -> None:
    session_rows.insert_token(connection, successor)
    connection.execute(
        "UPDATE session SET confirmed_generation = generation, confirmed_at = :now,"
        " generation = :generation WHERE id = :id",
        {"now": now, "generation": successor.generation, "id": successor.session_id},
    )


def _over_since(connection: apsw.Connection, then: int) -> Sequence[str]:
    found = connection.execute(
        "SELECT id FROM session WHERE ended_at <= :then"
        " UNION ALL "
        "SELECT session.id FROM session JOIN refresh_token ON refresh_token.session_id = session.id"
        " AND refresh_token.generation = session.generation"
        " WHERE session.ended_at IS NULL AND refresh_token.expires_at <= :then",
        {"then": then},
    )
    return [session_id for (session_id,) in found]


def _delete(connection: apsw.Connection, session_id: str) -> int:
    state = session_rows.find_state(connection, session_id)
    if state is not None:
        # One whose browser never came back to hear that it ran out has not been told of yet.
        session_rows.end_session(connection, session_id, EndReason.EXPIRED, state.expires_at)
    connection.execute(
        "UPDATE account SET purged_last_seen = max(coalesce(purged_last_seen, 0), session.last_active_at)"
        " FROM session WHERE session.id = ? AND account.id = session.user_id",
        (session_id,),
    )
    connection.execute("DELETE FROM refresh_token WHERE session_id = ?", (session_id,))
    tokens = connection.changes()
    connection.execute("DELETE FROM session WHERE id = ?", (session_id,))
    return tokens
