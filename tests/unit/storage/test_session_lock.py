"""Locks in SQLite: written once, taken off with the password, told of in the access log."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from desktop_app.config import Lifetimes
from desktop_app.errors import BadCredentials
from desktop_app.sessions.decisions import RefreshDecision, RefreshStep, decide_refresh
from desktop_app.sessions.model import EndReason
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows, sign_in
from tests.helpers.sessions import found, granted, log, refresh

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.sessions.model import Claims, Session
    from desktop_app.storage.accounts import SqliteAccountStore
    from desktop_app.storage.database import Database
    from desktop_app.storage.sessions import SqliteSessionStore

LATER = SOME_INSTANT + 1000
HASH = "-"


def lock(sessions: SqliteSessionStore, session_id: str, since: int = LATER) -> None:
    """Lock as Ctrl+L does."""
    sessions.lock(session_id, lambda _: since)


def unlock(
    sessions: SqliteSessionStore, presented: Claims, now: int = LATER + 60, verified_hash: str = HASH
) -> RefreshStep:
    """Present a token with the password, as the session service does."""
    judge = partial(decide_refresh, presented, now=now, lifetimes=Lifetimes())
    return sessions.unlock(presented, judge, verified_hash, now)


class TestLock:
    """SqliteSessionStore.lock."""

    def test_is_kept_and_told_of(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """At the second it began, which may be over."""
        sign_in(database, ada, "a")

        lock(sessions, "a", SOME_INSTANT + 5)

        assert found(sessions, "a").locked_at == SOME_INSTANT + 5
        assert log(database)[1:] == [("session_locked", "a", None)]
        assert rows(database, "SELECT at, user_id FROM access_log WHERE event = 'session_locked'") == [
            (SOME_INSTANT + 5, ada.id)
        ]

    def test_a_second_lock_changes_nothing(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Neither the row nor the log."""
        sign_in(database, ada, "a")
        lock(sessions, "a")

        lock(sessions, "a", LATER + 5)

        assert found(sessions, "a").locked_at == LATER
        assert len(log(database)) == 2

    def test_asks_with_the_row_as_it_is_now(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Somebody may have opened it since it was found idle."""
        sign_in(database, ada, "a")
        sessions.note_use("a", 1, LATER, LATER)
        seen: list[int] = []

        def no(session: Session) -> None:
            seen.append(session.last_active_at)

        sessions.lock("a", no)

        assert seen == [LATER]
        assert found(sessions, "a").locked_at is None

    def test_what_is_over_is_not_locked(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Nor what nobody knows."""
        sign_in(database, ada, "a")
        sessions.end(ada.id, "a", EndReason.SIGNED_OUT, SOME_INSTANT)

        lock(sessions, "a")
        lock(sessions, "nobody's")

        assert found(sessions, "a").locked_at is None

    def test_stays_over_a_use_and_a_refresh(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A request that was under way takes no lock off."""
        first = sign_in(database, ada, "a")
        lock(sessions, "a")

        sessions.note_use("a", 1, LATER, LATER)
        refresh(sessions, first)

        assert found(sessions, "a").locked_at == LATER


class TestUnlock:
    """SqliteSessionStore.unlock."""

    def test_opens_rotates_and_tells(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """All in one step, at one instant."""
        first = sign_in(database, ada, "a")
        lock(sessions, "a")

        step = unlock(sessions, first)

        assert step.decision is RefreshDecision.ROTATED
        session = found(sessions, "a")
        assert (session.locked_at, session.last_active_at) == (None, LATER + 60)
        assert (session.generation, session.confirmed_generation) == (2, 1)
        assert log(database)[2:] == [("session_unlocked", "a", None)]
        assert refresh(sessions, granted(step)).decision is RefreshDecision.ROTATED

    def test_an_open_one_tells_nothing(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A lost answer is given again: the same token, no second line in the log."""
        first = sign_in(database, ada, "a")
        lock(sessions, "a")
        step = unlock(sessions, first)

        again = unlock(sessions, first, LATER + 70)

        assert (again.decision, again.granted) == (RefreshDecision.REPEATED, step.granted)
        assert len(log(database)) == 3

    def test_a_password_changed_meanwhile_opens_nothing(
        self, database: Database, sessions: SqliteSessionStore, people: SqliteAccountStore, ada: Account
    ) -> None:
        """And the token is as good as before."""
        first = sign_in(database, ada, "a")
        lock(sessions, "a")
        before = sessions.find("a")
        people.set_password(ada.id, "new", "a", LATER)

        with pytest.raises(BadCredentials):
            unlock(sessions, first)

        assert sessions.find("a") == before
        assert unlock(sessions, first, verified_hash="new").decision is RefreshDecision.ROTATED

    def test_a_copied_token_ends_the_session(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """With the right password, too; it is not opened first."""
        first = sign_in(database, ada, "a")
        refresh(sessions, granted(refresh(sessions, first)))
        lock(sessions, "a")

        assert unlock(sessions, first).decision is RefreshDecision.REUSED

        assert found(sessions, "a").ended_because is EndReason.REUSED
        assert found(sessions, "a").locked_at == LATER

    def test_a_token_nobody_knows_opens_nothing(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """However right the password."""
        first = sign_in(database, ada, "a")
        lock(sessions, "a")

        assert unlock(sessions, replace(first, id="another")).decision is RefreshDecision.INVALID
        assert found(sessions, "a").locked_at == LATER
