"""When somebody last touched a key or the mouse, to the second, as long as this program runs."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.sessions.model import Session


class Activity:
    """Last inputs and locks by session id, in memory; times are epoch seconds. Every thread may call it.

    Rows know an input only in steps, because a note is a durable write; and a full disk knows no lock at all.
    """

    def __init__(self) -> None:
        """Begin knowing nothing, as every run does."""
        self._inputs: dict[str, int] = {}
        self._locks: dict[str, int] = {}
        self._turn = Lock()

    def last_input(self, session: Session) -> int:
        """Return the last input known of, here or in the row."""
        seen = self._inputs.get(session.id)
        return session.last_active_at if seen is None or seen < session.last_active_at else seen

    def note_input(self, session: Session, idle: int | None, now: int) -> int:
        """Take note of an input *idle* seconds ago, None: of none; return the last input known of now.

        A window left alone does not take back what another has seen. A last input after *now* means
        that the clock was set back, and becomes one at *now*.
        """
        with self._turn:
            known = self.last_input(session)
            if idle is None:
                return known
            latest = min(max(known, now - idle), now)
            self._inputs[session.id] = latest
            return latest

    def locked_since(self, session_id: str) -> int | None:
        """Return since when a session is locked of which its row does not say so."""
        return self._locks.get(session_id)

    def lock(self, session_id: str, since: int) -> None:
        """Keep in mind a lock that is not written down, or not yet."""
        with self._turn:
            self._locks.setdefault(session_id, since)

    def leave_to_row(self, session_id: str) -> None:
        """Drop a lock that was kept in mind: from now on the row says all."""
        with self._turn:
            self._locks.pop(session_id, None)

    def forget(self, session_id: str) -> None:
        """Drop what is known of a session that is over, or has just been unlocked."""
        with self._turn:
            self._inputs.pop(session_id, None)
            self._locks.pop(session_id, None)

    def forget_before(self, then: int) -> None:
        """Drop sessions nobody has touched since *then*."""
        with self._turn:
            self._inputs = {session_id: at for session_id, at in self._inputs.items() if at >= then}
            self._locks = {session_id: at for session_id, at in self._locks.items() if at >= then}
