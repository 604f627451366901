"""Which sessions are locked, and the keys and mice that keep the others open."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.sessions.activity import Activity
from desktop_app.sessions.decisions import locked_since

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.sessions.idle_lock import IdleLock
    from desktop_app.sessions.model import Session
    from desktop_app.sessions.store import SessionStore

log = logging.getLogger(__name__)


class Locking:
    """Judges sessions by their rows and by what this run has seen; every `now` is the caller's."""

    def __init__(self, store: SessionStore, idle_lock: IdleLock) -> None:
        """Write locks and inputs to *store*; lock by itself as *idle_lock* says at that moment."""
        self._store = store
        self._idle_lock = idle_lock
        self._activity = Activity()

    def since(self, session: Session, now: int) -> int | None:
        """Return since when the session is locked; None while it is open."""
        last_input = self._activity.last_input(session)
        decided = locked_since(session, last_input, self._idle_lock.seconds, now)
        unwritten = self._activity.locked_since(session.id)
        return decided if unwritten is None or session.locked_at is not None else unwritten

    def locks_at(self, last_input: int) -> int | None:
        """Return when a session with this last input locks by itself, if ever."""
        seconds = self._idle_lock.seconds
        return None if seconds is None else last_input + seconds

    def notice(self, session_id: str, since: int, now: int) -> None:
        """Write down a lock found by `since`, unless somebody has meanwhile opened the session."""
        self._write(session_id, since, partial(self.since, now=now))

    def lock(self, session_id: str, now: int) -> None:
        """Lock a session that is open: at once, however long the disk takes."""
        self._activity.lock(session_id, now)
        self._write(session_id, now, lambda _: now)

    def note_use(self, session: Session, generation: int, idle: int | None, now: int) -> int:
        """Take note of a request *idle* seconds after an input, None: of no input; return the last one."""
        last_input = self._activity.note_input(session, idle, now)
        unconfirmed = session.confirmed_generation < generation == session.generation
        if unconfirmed or not 0 <= last_input - session.last_active_at < self._idle_lock.step:
            try:
                self._store.note_use(session.id, generation, last_input, now)
            except StorageError:
                # Reading must go on with a full or busy disk; an unnoted use only makes a repeat possible.
                log.warning("session_use_not_noted session_id=%s", session.id, exc_info=True)
        return last_input

    def forget(self, session_id: str) -> None:
        """Drop what this run has seen of a session that is over, or has just been unlocked."""
        self._activity.forget(session_id)

    def forget_before(self, then: int) -> None:
        """Drop sessions nobody has touched since *then*."""
        self._activity.forget_before(then)

    def _write(self, session_id: str, since: int, judge: Callable[[Session], int | None]) -> None:
        try:
            self._store.lock(session_id, judge)
        except StorageError:
            # A full or busy disk must not keep words in view: it is written down when somebody next asks.
            self._activity.lock(session_id, since)
            log.warning("session_lock_not_noted session_id=%s", session_id, exc_info=True)
        else:
            self._activity.leave_to_row(session_id)
