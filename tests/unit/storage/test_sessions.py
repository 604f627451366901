"""Sessions in SQLite: how they begin, are used, end and are forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.config import REFRESH_TOKEN_EXPIRY
from desktop_app.errors import BadCredentials
from desktop_app.sessions.decisions import RefreshDecision
from desktop_app.sessions.model import EndReason
from desktop_app.storage.sessions import KEPT_AFTER_THE_END_SECONDS, PURGE_BATCH, SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows, sign_in
from tests.helpers.sessions import found, granted, log, refresh

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.sessions.store import SessionStore
    from desktop_app.storage.accounts import SqliteAccountStore
    from desktop_app.storage.database import Database

NOW = SOME_INSTANT
LATER = NOW + 1000
SHORT = timedelta(milliseconds=30)
EXPIRY_SECONDS = int(REFRESH_TOKEN_EXPIRY.total_seconds())


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

    @pytest.mark.parametrize(
        ("name", "because"), [("Ada", EndReason.SIGNED_IN_AGAIN), ("Ben", EndReason.SWITCHED)]
    )
    def test_ends_the_session_it_replaces(
        self,
        database: Database,
        sessions: SqliteSessionStore,
        ada: Account,
        ben: Account,
        name: str,
        because: EndReason,
    ) -> None:
        """Also when that was somebody else's: then the window changes hands."""
        sign_in(database, ada, "a")
        sign_in(database, ada if name == "Ada" else ben, "b", now=LATER, replaced="a")

        assert (found(sessions, "a").ended_at, found(sessions, "a").ended_because) == (LATER, because)
        assert found(sessions, "b").ended_at is None
        instead = None if name == "Ada" else "in place of Ada"
        assert log(database)[1:] == [("session_ended", "a", because.value), ("sign_in", "b", instead)]

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

        sessions.note_use("a", 1, LATER, LATER)

        session = found(sessions, "a")
        assert (session.confirmed_generation, session.confirmed_at, session.last_active_at) == (
            1,
            LATER,
            LATER,
        )

    def test_confirms_only_once(self, database: Database, sessions: SqliteSessionStore, ada: Account) -> None:
        """Later uses move the activity alone: the time a repeat is answered must not grow."""
        sign_in(database, ada, "a")
        sessions.note_use("a", 1, LATER, LATER)

        sessions.note_use("a", 1, LATER + 60, LATER + 60)

        session = found(sessions, "a")
        assert (session.confirmed_at, session.last_active_at) == (LATER, LATER + 60)

    def test_does_not_confirm_what_an_older_token_knows_nothing_of(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """An access token of the generation before still works, and proves nothing of the new one."""
        refresh(sessions, sign_in(database, ada, "a"))

        sessions.note_use("a", 1, LATER + 1, LATER + 1)

        session = found(sessions, "a")
        assert (session.generation, session.confirmed_generation, session.last_active_at) == (2, 1, LATER + 1)

    def test_does_not_touch_a_session_that_has_ended(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """A request that was under way when somebody signed out changes nothing."""
        sign_in(database, ada, "a")
        sessions.end(ada.id, "a", EndReason.SIGNED_OUT, NOW)
        before = found(sessions, "a")

        sessions.note_use("a", 1, LATER, LATER)

        assert found(sessions, "a") == before


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
    sessions.note_use("busy", 1, NOW + 1, NOW + 1)

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
        sessions.note_use("living", 1, end - 1, end - 1)
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

    def test_tells_of_a_session_that_ran_out_unseen(
        self, database: Database, sessions: SqliteSessionStore, over: int
    ) -> None:
        """At the second it ran out; one whose end has been told of is not told of again."""
        sessions.purge(over + KEPT_AFTER_THE_END_SECONDS)

        assert rows(
            database,
            "SELECT event, at, session_id FROM access_log"
            " WHERE event IN ('session_expired', 'sign_out') ORDER BY id",
        ) == [("sign_out", over, "ended"), ("session_expired", over, "expired")]

    def test_goes_on_beyond_one_batch(
        self, database: Database, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """However many there are, they go in one call, and nobody waits for all of them."""
        for session_id in map(str, range(PURGE_BATCH + 1)):
            sign_in(database, ada, session_id)

        assert sessions.purge(NOW + EXPIRY_SECONDS + KEPT_AFTER_THE_END_SECONDS) == PURGE_BATCH + 1
        assert rows(database, "SELECT count(*) FROM session") == [(0,)]
