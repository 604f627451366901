"""Refreshing in SQLite: one durable step, the same answer to everybody, whole however it is cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.config import REFRESH_TOKEN_EXPIRY, Lifetimes
from desktop_app.errors import StorageBusy, StorageError, StorageUnavailable
from desktop_app.sessions.decisions import RefreshDecision, RefreshStep, decide_refresh
from desktop_app.sessions.model import EndReason, TokenType
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, assert_sound, open_book, rows, sign_in
from tests.helpers.disk import faulty_disk
from tests.helpers.sessions import found, granted, log, refresh

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.sessions.model import RefreshState
    from desktop_app.storage.accounts import SqliteAccountStore
    from desktop_app.storage.database import Database

NOW = SOME_INSTANT
LATER = NOW + 1000
SHORT = timedelta(milliseconds=30)
EXPIRY_SECONDS = int(REFRESH_TOKEN_EXPIRY.total_seconds())


class TestRefresh:
    """A refresh token was presented."""

    def test_rotates(self, database: Database, sessions: SqliteSessionStore, ada: Account) -> None:
        """The successor's row is there, its generation current, the one before confirmed."""
        first = sign_in(database, ada, "a")

        step = refresh(sessions, first)

        assert step.decision is RefreshDecision.ROTATED
        state = sessions.find("a")
        assert state is not None
        assert (state.session.generation, state.session.confirmed_generation) == (2, 1)
        assert (state.session.confirmed_at, state.session.last_active_at) == (LATER, SOME_INSTANT)
        assert state.expires_at == LATER + EXPIRY_SECONDS
        assert rows(database, "SELECT id FROM refresh_token ORDER BY generation") == [
            (first.id,),
            (granted(step).id,),
        ]

    def test_repeats_the_same_successor(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """An answer that was lost is given again, without a new row and without a later end."""
        first = sign_in(database, ada, "a")
        successor = granted(refresh(sessions, first))

        step = refresh(sessions, first, LATER + 3600)

        assert step.decision is RefreshDecision.REPEATED
        assert step.granted == successor
        assert len(rows(database, "SELECT id FROM refresh_token")) == 2

    def test_ends_a_session_whose_old_token_comes_back(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Somebody has a copy; the log keeps it."""
        first = sign_in(database, ada, "a")
        refresh(sessions, granted(refresh(sessions, first)))

        step = refresh(sessions, first, LATER + 60)

        assert step.decision is RefreshDecision.REUSED
        assert (found(sessions, "a").ended_at, found(sessions, "a").ended_because) == (
            LATER + 60,
            EndReason.REUSED,
        )
        assert log(database)[-1] == ("session_reused", "a", None)

    def test_ends_a_session_whose_time_is_over(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """At the very second the token names."""
        first = sign_in(database, ada, "a")

        step = refresh(sessions, first, NOW + EXPIRY_SECONDS)

        assert step.decision is RefreshDecision.EXPIRED
        assert found(sessions, "a").ended_because is EndReason.EXPIRED
        assert log(database)[-1] == ("session_expired", "a", None)

    def test_knows_when_an_account_is_barred(
        self, database: Database, sessions: SqliteSessionStore, people: SqliteAccountStore, ben: Account
    ) -> None:
        """The session is over, and nothing is written for it."""
        first = sign_in(database, ben, "b")
        people.disable(ben.id, NOW)

        assert refresh(sessions, first).decision is RefreshDecision.ENDED
        assert rows(database, "SELECT count(*) FROM refresh_token") == [(1,)]

    def test_knows_no_token_but_those_it_keeps(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Another id, session or generation in a token with a good signature is no row of ours."""
        first = sign_in(database, ada, "a")
        states: list[RefreshState | None] = []

        def judge(state: RefreshState | None) -> RefreshStep:
            states.append(state)
            return RefreshStep(RefreshDecision.INVALID)

        for stranger in (
            replace(first, id="0" * 32),
            replace(first, session_id="b"),
            replace(first, generation=2),
        ):
            sessions.refresh(stranger, judge, LATER)

        assert states == [None, None, None]

    def test_judges_by_the_row_and_not_by_what_is_presented(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A token that differs from its row in anything else is not taken for it either."""
        first = sign_in(database, ada, "a")

        for stranger in (
            replace(first, expires_at=first.expires_at + 1),
            replace(first, type=TokenType.ACCESS),
        ):
            assert refresh(sessions, stranger).decision is RefreshDecision.INVALID
        assert refresh(sessions, first).decision is RefreshDecision.ROTATED

    def test_rotates_once_however_many_ask_at_once(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Eight windows wake up together: one rotates, seven get the same token from it."""
        first = sign_in(database, ada, "a")
        together = Barrier(8)

        def present(_: int) -> RefreshStep:
            together.wait()
            return refresh(sessions, first)

        with ThreadPoolExecutor(8) as pool:
            steps = list(pool.map(present, range(8)))

        decisions = [step.decision for step in steps]
        assert decisions.count(RefreshDecision.ROTATED) == 1
        assert decisions.count(RefreshDecision.REPEATED) == 7
        assert len({step.granted for step in steps}) == 1

    def test_never_starts_where_signing_out_came_first(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Whichever takes its turn first, after both there is no living session."""
        for session_id in map(str, range(10)):
            first = sign_in(database, ada, session_id)
            together = Barrier(2)

            def sign_out(session_id: str = session_id, together: Barrier = together) -> None:
                together.wait()
                sessions.end(ada.id, session_id, EndReason.SIGNED_OUT, LATER)

            with ThreadPoolExecutor(1) as pool:
                pool.submit(sign_out)
                together.wait()
                refresh(sessions, first)

        assert sessions.living(ada.id, LATER) == []


@pytest.mark.faults
class TestCutOff:
    """A refresh that does not come to its end."""

    def test_leaves_the_old_state_when_something_breaks(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Between the decision and the commit nothing is there yet: the token is as good as before."""
        first = sign_in(database, ada, "a")
        before = sessions.find("a")

        def broken(state: RefreshState | None) -> RefreshStep:
            step = decide_refresh(first, state, LATER, Lifetimes())
            assert step.successor is not None
            return replace(step, successor=replace(step.successor, user_id=99))

        with pytest.raises(apsw.ConstraintError):
            sessions.refresh(first, broken, LATER)

        assert sessions.find("a") == before
        assert refresh(sessions, first).decision is RefreshDecision.ROTATED

    def test_decides_nothing_while_the_database_is_locked(
        self, database: Database, sessions: SqliteSessionStore, ada: Account, tmp_path: Path
    ) -> None:
        """Busy is not "signed out": the judge is not even asked."""
        first = sign_in(database, ada, "a")
        impatient = open_book(tmp_path, SHORT)

        def unasked(_: RefreshState | None) -> RefreshStep:
            pytest.fail("there was nothing to decide on")

        with database.write(), pytest.raises(StorageBusy):
            SqliteSessionStore(impatient).refresh(first, unasked, LATER)
        impatient.close()

        assert refresh(sessions, first).decision is RefreshDecision.ROTATED

    @pytest.mark.parametrize("restarted", [False, True], ids=["running on", "started again"])
    @pytest.mark.parametrize("kind", ["write", "sync"])
    def test_can_be_asked_for_again_after_a_commit_that_failed(
        self, tmp_path: Path, kind: str, *, restarted: bool
    ) -> None:
        """What the disk reports as unsynced it has kept all the same; either way the token goes on."""
        kept = restarted and kind == "sync"

        def trouble(happening: str, _file: str) -> None:
            if happening == kind:
                raise apsw.IOError("the disk says no")

        with faulty_disk() as disk:
            database = open_book(tmp_path)
            first = sign_in(database, add_person(database, "Ada"), "a")
            disk.trouble = trouble
            with pytest.raises(StorageUnavailable):
                refresh(SqliteSessionStore(database), first)
            if restarted:
                with suppress(StorageError):
                    database.close()
        if restarted:
            database = open_book(tmp_path)

        step = refresh(SqliteSessionStore(database), first)

        assert step.decision is (RefreshDecision.REPEATED if kept else RefreshDecision.ROTATED)
        assert refresh(SqliteSessionStore(database), granted(step)).decision is RefreshDecision.ROTATED
        database.close()

    @pytest.mark.slow
    def test_a_power_cut_anywhere_signs_nobody_out(self, tmp_path: Path) -> None:
        """An acknowledged refresh is on the disk; the token the browser holds always goes on."""
        for change in count():
            folder = tmp_path / str(change)
            folder.mkdir()
            with faulty_disk() as disk:
                database = open_book(folder)
                held = sign_in(database, add_person(database, "Ada"), "a")
                disk.cut_power_before(change, luck=change)
                with suppress(StorageError):
                    for _ in range(3):
                        held = granted(refresh(SqliteSessionStore(database), held))
                    break
                with suppress(StorageError):
                    database.close()
            database = open_book(folder)
            step = refresh(SqliteSessionStore(database), held)
            assert step.decision in {RefreshDecision.ROTATED, RefreshDecision.REPEATED}, change
            assert_sound(database)
            database.close()
        assert change > 10
        database.close()
