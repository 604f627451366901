"""Sessions in the store, in the words tests use of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.config import Lifetimes
from desktop_app.sessions.decisions import RefreshStep, decide_refresh
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows

if TYPE_CHECKING:
    from desktop_app.sessions.model import Claims, Session
    from desktop_app.storage.database import Database
    from desktop_app.storage.sessions import SqliteSessionStore

LATER = SOME_INSTANT + 1000


def refresh(store: SqliteSessionStore, presented: Claims, now: int = LATER) -> RefreshStep:
    """Present a token as the session service does."""
    return store.refresh(presented, partial(decide_refresh, presented, now=now, lifetimes=Lifetimes()), now)


def granted(step: RefreshStep) -> Claims:
    """Return the token a step hands out."""
    assert step.granted is not None
    return step.granted


def found(store: SqliteSessionStore, session_id: str) -> Session:
    """Return a session that is there."""
    state = store.find(session_id)
    assert state is not None
    return state.session


def log(database: Database) -> list[tuple[str, str | None, str | None]]:
    """Return the sessions' part of the access log: event, session and detail."""
    return rows(
        database, "SELECT event, session_id, detail FROM access_log WHERE session_id IS NOT NULL ORDER BY id"
    )
