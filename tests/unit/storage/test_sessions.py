"""Sessions in SQLite: whole steps, one durable commit each, and the same answer to everybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.config import REFRESH_TOKEN_EXPIRY, Lifetimes
from desktop_app.errors import BadCredentials, StorageBusy, StorageError, StorageUnavailable
from desktop_app.sessions.decisions import RefreshDecision, RefreshStep, decide_refresh
from desktop_app.sessions.model import EndReason, TokenType
from desktop_app.storage.sessions import KEPT_AFTER_THE_END_SECONDS, PURGE_BATCH, SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, assert_sound, open_book, rows, sign_in
from tests.helpers.disk import faulty_disk

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.sessions.model import Claims, RefreshState, Session
    from desktop_app.sessions.store import SessionStore
    from desktop_app.storage.accounts import SqliteAccountStore
    from desktop_app.storage.database import Database

NOW = SOME_INSTANT
LATER = NOW + 1000
SHORT = timedelta(milliseconds=30)
EXPIRY_SECONDS = int(REFRESH_TOKEN_EXPIRY.total_seconds())


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


def test_is_what_the_session_service_asks_for(database: Database) -> None:
    """The type checker compares the two; this keeps them in one place."""
    store: SessionStore = SqliteSessionStore(database)

    assert store.find("nobody's") is None


def test_is_looked_up_by_keys_alone(database: Database, sessions: SqliteSessionStore, ada: Account) -> None:
    """Every request does it: nothing is scanned and nothing sorted."""
    sign_in(database, ada, "a")
    seen: list[dict[str, int]] = []
    with database.read() as connection:
        connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, lambda event: seen.append(event["stmt_status"]))

    assert sessions.find("a") is not None

    (status,) = seen
    for wasted in ("FULLSCAN_STEP", "SORT", "AUTOINDEX"):
        assert status[f"SQLITE_STMTSTATUS_{wasted}"] == 0


def test_is_prepared_once(database: Database, sessions: SqliteSessionStore, ada: Account) -> None:
    """SQLite asks the authorizer about a query whenever it prepares it, and it does not do that again."""
    sign_in(database, ada, "a")
    asked: list[int] = []

    def allow(operation: int, *_: object) -> int:
        asked.append(operation)
        return apsw.SQLITE_OK

    with database.read() as connection:
        connection.authorizer = allow
    sessions.find("a")
    first = len(asked)

    sessions.find("a")
    sessions.find("b")

    assert first > 0
    assert len(asked) == first


class TestStart:
    """A password was right."""

    def test_keeps_session_token_and_a_line_in_the_log(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """What is found again is what was kept."""
        first = sign_in(database, ada, "a")

        state = sessions.find("a")

        assert state is not None
        assert (state.session.id, state.session.user_id, state.session.label) == (
            "a",
            ada.id,
            "window of Ada",
        )
        assert (state.session.created_at, state.session.last_active_at) == (NOW, NOW)
        assert (state.session.generation, state.session.confirmed_generation) == (1, 0)
        assert (state.session.ended_at, state.session.ended_because) == (None, None)
        assert (state.holder.name, state.holder.administrator, state.holder.disabled) == ("Ada", True, False)
        assert state.expires_at == first.expires_at == NOW + EXPIRY_SECONDS
        assert log(database) == [("sign_in", "a", None)]

    def test_writes_the_row_from_the_token(self, database: Database, ada: Account) -> None:
        """The owner's table: its columns say what the token's claims say."""
        first = sign_in(database, ada, "a")

        assert rows(
            database, "SELECT id, user_id, session_id, generation, issued_at, expires_at FROM refresh_token"
        ) == [(first.id, ada.id, "a", 1, NOW, NOW + EXPIRY_SECONDS)]

    def test_ends_the_session_it_replaces(
        self, database: Database, sessions: SqliteSessionStore, ada: Account, ben: Account
    ) -> None:
        """Also when that was somebody else's: the window changes hands."""
        sign_in(database, ada, "a")
        sign_in(database, ben, "b", now=LATER, replaced="a")

        assert (found(sessions, "a").ended_at, found(sessions, "a").ended_because) == (
            LATER,
            EndReason.SIGNED_IN_AGAIN,
        )
        assert found(sessions, "b").ended_at is None
        assert log(database)[1:] == [("session_ended", "a", "signed_in_again"), ("sign_in", "b", None)]

    def test_does_not_mind_replacing_one_that_is_over(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """An old cookie may name a session that has ended, or that nobody knows."""
        sign_in(database, ada, "a")
        sessions.end(ada.id, "a", EndReason.SIGNED_OUT, NOW)
        sign_in(database, ada, "b", replaced="a")
        sign_in(database, ada, "c", replaced="nobody's")

        assert found(sessions, "a").ended_because is EndReason.SIGNED_OUT
        assert [event for event, _, _ in log(database)] == ["sign_in", "sign_out", "sign_in", "sign_in"]

    @pytest.mark.parametrize("meanwhile", ["password changed", "barred"])
    def test_refuses_a_password_that_was_overtaken(
        self,
        database: Database,
        sessions: SqliteSessionStore,
        people: SqliteAccountStore,
        ben: Account,
        meanwhile: str,
    ) -> None:
        """It was right when it was checked, and is not any more: no session outlives that."""
        sign_in(database, ben, "old")
        if meanwhile == "barred":
            people.disable(ben.id, NOW)
        else:
            people.set_password(ben.id, "new", "old", NOW)

        with pytest.raises(BadCredentials):
            sign_in(database, ben, "b", replaced="old")

        assert sessions.find("b") is None
        assert "signed_in_again" not in [detail for _, _, detail in log(database)]


class TestNoteUse:
    """An access token was used."""

    def test_confirms_the_current_generation(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """The answer that carried it has arrived."""
        sign_in(database, ada, "a")

        sessions.note_use("a", 1, LATER)

        session = found(sessions, "a")
        assert (session.confirmed_generation, session.confirmed_at, session.last_active_at) == (
            1,
            LATER,
            LATER,
        )

    def test_confirms_only_once(self, database: Database, sessions: SqliteSessionStore, ada: Account) -> None:
        """Later uses move the activity alone: the time a repeat is answered must not grow."""
        sign_in(database, ada, "a")
        sessions.note_use("a", 1, LATER)

        sessions.note_use("a", 1, LATER + 60)

        session = found(sessions, "a")
        assert (session.confirmed_at, session.last_active_at) == (LATER, LATER + 60)

    def test_does_not_confirm_what_an_older_token_knows_nothing_of(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """An access token of the generation before still works, and proves nothing of the new one."""
        refresh(sessions, sign_in(database, ada, "a"))

        sessions.note_use("a", 1, LATER + 1)

        session = found(sessions, "a")
        assert (session.generation, session.confirmed_generation, session.last_active_at) == (2, 1, LATER + 1)

    def test_does_not_touch_a_session_that_has_ended(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A request that was under way when somebody signed out changes nothing."""
        sign_in(database, ada, "a")
        sessions.end(ada.id, "a", EndReason.SIGNED_OUT, NOW)
        before = found(sessions, "a")

        sessions.note_use("a", 1, LATER)

        assert found(sessions, "a") == before


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
        assert (state.session.confirmed_at, state.session.last_active_at) == (LATER, LATER)
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


class TestEnd:
    """Signed out, here or elsewhere."""

    def test_ends_a_session_once(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """The second time there is none that lives."""
        sign_in(database, ada, "a")

        assert sessions.end(ada.id, "a", EndReason.SIGNED_OUT, LATER)
        assert not sessions.end(ada.id, "a", EndReason.SIGNED_OUT, LATER + 1)
        assert found(sessions, "a").ended_at == LATER
        assert log(database)[1:] == [("sign_out", "a", None)]

    def test_does_not_end_anybody_elses(
        self, database: Database, sessions: SqliteSessionStore, ada: Account, ben: Account
    ) -> None:
        """Knowing the id of a session is not enough."""
        sign_in(database, ada, "a")

        assert not sessions.end(ben.id, "a", EndReason.ENDED_ELSEWHERE, LATER)
        assert found(sessions, "a").ended_at is None
        assert not sessions.end(ben.id, "nobody's", EndReason.ENDED_ELSEWHERE, LATER)

    def test_an_expired_one_did_not_live_but_ends_all_the_same(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A clock set back must not bring it to life again."""
        sign_in(database, ada, "a")

        assert not sessions.end(ada.id, "a", EndReason.SIGNED_OUT, NOW + EXPIRY_SECONDS)
        assert found(sessions, "a").ended_because is EndReason.SIGNED_OUT

    def test_ends_all_others(
        self, database: Database, sessions: SqliteSessionStore, ada: Account, ben: Account
    ) -> None:
        """All of this person's but one; it counts those that still lived."""
        sign_in(database, ada, "expired", now=LATER - EXPIRY_SECONDS)
        sign_in(database, ada, "ended")
        sessions.end(ada.id, "ended", EndReason.SIGNED_OUT, NOW)
        for session_id in ("kept", "first", "second"):
            sign_in(database, ada, session_id)
        sign_in(database, ben, "ben's")

        assert sessions.end_others(ada.id, "kept", EndReason.ENDED_ELSEWHERE, LATER) == 2

        assert {session.id for session in sessions.living(ada.id, LATER)} == {"kept"}
        assert {session.id for session in sessions.living(ben.id, LATER)} == {"ben's"}
        assert found(sessions, "expired").ended_at == LATER
        assert found(sessions, "ended").ended_at == NOW
        assert sorted(log(database)[-3:]) == [
            ("session_ended", "expired", "ended_elsewhere"),
            ("session_ended", "first", "ended_elsewhere"),
            ("session_ended", "second", "ended_elsewhere"),
        ]


def test_lists_living_sessions_last_used_first(
    database: Database, sessions: SqliteSessionStore, ada: Account, ben: Account
) -> None:
    """Neither ended nor expired ones, nor anybody else's."""
    sign_in(database, ada, "expired", now=LATER - EXPIRY_SECONDS)
    for session_id in ("ended", "idle", "busy"):
        sign_in(database, ada, session_id)
    sign_in(database, ben, "ben's")
    sessions.end(ada.id, "ended", EndReason.SIGNED_OUT, NOW)
    sessions.note_use("busy", 1, NOW + 1)

    assert [session.id for session in sessions.living(ada.id, LATER)] == ["busy", "idle"]


class TestPurge:
    """A week after the end nobody needs to be told why."""

    @pytest.fixture
    def over(self, database: Database, sessions: SqliteSessionStore, ada: Account) -> int:
        """Three sessions, one living with two tokens, one ended, one expired; return the last of the ends."""
        end = NOW + EXPIRY_SECONDS
        sign_in(database, ada, "expired")
        refresh(sessions, sign_in(database, ada, "ended"))
        sessions.end(ada.id, "ended", EndReason.SIGNED_OUT, end)
        refresh(sessions, sign_in(database, ada, "living"), end - 1)
        return end

    def test_keeps_what_was_over_less_than_a_week_ago(self, sessions: SqliteSessionStore, over: int) -> None:
        """To the second."""
        assert sessions.purge(over + KEPT_AFTER_THE_END_SECONDS - 1) == 0
        assert found(sessions, "ended").ended_because is EndReason.SIGNED_OUT

    def test_deletes_sessions_with_their_tokens(
        self, database: Database, sessions: SqliteSessionStore, over: int
    ) -> None:
        """A living session keeps every token it ever had, expired ones too."""
        assert sessions.purge(over + KEPT_AFTER_THE_END_SECONDS) == 3

        assert rows(database, "SELECT id FROM session") == [("living",)]
        assert rows(database, "SELECT session_id, generation FROM refresh_token") == [
            ("living", 1),
            ("living", 2),
        ]

    def test_an_old_token_of_a_living_session_is_still_recognised(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Its row outlasts its time, so a copy of it ends the session whenever it turns up."""
        first = sign_in(database, ada, "a")
        refresh(sessions, granted(refresh(sessions, first)), LATER)
        sessions.purge(LATER + EXPIRY_SECONDS - 1)

        assert refresh(sessions, first, LATER + 60).decision is RefreshDecision.REUSED

    def test_remembers_when_somebody_was_last_seen(
        self, sessions: SqliteSessionStore, people: SqliteAccountStore, ada: Account, over: int
    ) -> None:
        """The session's row goes, the person's last day stays."""
        sessions.end(ada.id, "living", EndReason.SIGNED_OUT, over)

        sessions.purge(over + KEPT_AFTER_THE_END_SECONDS)

        assert sessions.find("living") is None
        assert [account.last_seen for account in people.all()] == [over - 1]

    def test_goes_on_beyond_one_batch(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """However many there are, they go in one call, and nobody waits for all of them."""
        for session_id in map(str, range(PURGE_BATCH + 1)):
            sign_in(database, ada, session_id)

        assert sessions.purge(NOW + EXPIRY_SECONDS + KEPT_AFTER_THE_END_SECONDS) == PURGE_BATCH + 1
        assert rows(database, "SELECT count(*) FROM session") == [(0,)]
