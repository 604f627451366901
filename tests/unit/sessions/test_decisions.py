"""Every row of the decision tables, and the property that no order of events signs anybody out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import Lifetimes
from desktop_app.sessions.decisions import (
    AccessDecision,
    RefreshDecision,
    decide_access,
    decide_refresh,
    locked_since,
)
from desktop_app.sessions.model import (
    Claims,
    EndReason,
    Holder,
    LiveState,
    RefreshState,
    Session,
    TokenType,
)

NOW = 1_790_000_000
LIFETIMES = Lifetimes(access=timedelta(minutes=30), refresh=timedelta(days=90))
ADA = Holder(id=7, name="Ada", colour=0, administrator=False, disabled=False)


def session(generation: int = 5, *, confirmed: int | None = None, confirmed_at: int = NOW - 600) -> Session:
    """A session in its middle age."""
    return Session(
        id="s",
        user_id=7,
        label="window",
        created_at=NOW - 9000,
        last_active_at=NOW - 60,
        generation=generation,
        confirmed_generation=generation if confirmed is None else confirmed,
        confirmed_at=confirmed_at,
        locked_at=None,
        ended_at=None,
        ended_because=None,
    )


def token(generation: int, expires_at: int = NOW + 1000, kind: TokenType = TokenType.REFRESH) -> Claims:
    """The token of one generation."""
    return Claims(kind, f"id{generation}", 7, "s", generation, NOW - 800, expires_at)


def state(presented: Claims, of: Session, holder: Holder = ADA) -> RefreshState:
    """What the store would find."""
    return RefreshState(presented=presented, current=token(of.generation), session=of, holder=holder)


def decide(presented: Claims, found: RefreshState | None, now: int = NOW) -> RefreshDecision:
    """Only the decision."""
    return decide_refresh(presented, found, now, LIFETIMES).decision


class TestRefresh:
    """decide_refresh, row by row."""

    def test_an_unknown_token_is_invalid(self) -> None:
        """No row has its id."""
        assert decide(token(5), None) is RefreshDecision.INVALID

    @pytest.mark.parametrize(
        "difference", [{"generation": 6}, {"user_id": 8}, {"expires_at": NOW + 1001}, {"session_id": "t"}]
    )
    def test_a_token_that_disagrees_with_its_row_is_invalid(self, difference: dict[str, Any]) -> None:
        """The row is written from the claims; anything else is not that token."""
        presented = replace(token(5), **difference)
        assert decide(presented, state(token(5), session())) is RefreshDecision.INVALID

    def test_the_token_of_an_ended_session_is_ended(self) -> None:
        """Whatever the token's own time says."""
        ended = replace(session(), ended_at=NOW - 1, ended_because=EndReason.SIGNED_OUT)
        assert decide(token(5), state(token(5), ended)) is RefreshDecision.ENDED

    def test_the_token_of_a_disabled_account_is_ended(self) -> None:
        """A barred person is out at once."""
        barred = replace(ADA, disabled=True)
        assert decide(token(5), state(token(5), session(), barred)) is RefreshDecision.ENDED

    @pytest.mark.parametrize(
        ("left", "expected"),
        [(1, RefreshDecision.ROTATED), (0, RefreshDecision.EXPIRED), (-1, RefreshDecision.EXPIRED)],
    )
    def test_expires_at_the_very_second(self, left: int, expected: RefreshDecision) -> None:
        """`expires_at <= now` is over: the second at which the browser drops the cookie."""
        presented = token(5, expires_at=NOW + left)
        assert decide(presented, state(presented, session())) is expected

    def test_an_expired_token_ends_its_session(self) -> None:
        """The session's list shows it as over, and why."""
        presented = token(5, expires_at=NOW)
        assert decide_refresh(presented, state(presented, session()), NOW, LIFETIMES).end is EndReason.EXPIRED

    @pytest.mark.parametrize("generation", [1, 4, 5])
    def test_a_locked_session_answers_every_token_alike(self, generation: int) -> None:
        """Current, the one before, copied: nothing is handed out, nothing ends."""
        presented = token(generation)
        step = decide_refresh(presented, state(presented, session(5)), NOW, LIFETIMES, NOW - 60)
        assert (step.decision, step.locked) == (RefreshDecision.LOCKED, NOW - 60)
        assert (step.successor, step.granted, step.end) == (None, None, None)

    def test_an_end_wins_over_a_lock(self) -> None:
        """Unknown, ended, barred and expired come first."""
        ended = replace(session(), ended_at=NOW - 1, ended_because=EndReason.SIGNED_OUT)
        expired = token(5, expires_at=NOW)
        for presented, found, expected in (
            (token(5), None, RefreshDecision.INVALID),
            (token(5), state(token(5), ended), RefreshDecision.ENDED),
            (token(5), state(token(5), session(), replace(ADA, disabled=True)), RefreshDecision.ENDED),
            (expired, state(expired, session()), RefreshDecision.EXPIRED),
        ):
            assert decide_refresh(presented, found, NOW, LIFETIMES, NOW - 60).decision is expected

    def test_the_current_token_is_rotated(self) -> None:
        """The successor is the next generation and lives a whole lifetime from now."""
        step = decide_refresh(token(5), state(token(5), session(5)), NOW, LIFETIMES)
        assert step.decision is RefreshDecision.ROTATED
        assert step.successor is step.granted
        assert step.successor is not None
        assert (step.successor.generation, step.successor.issued_at) == (6, NOW)
        assert step.successor.expires_at == NOW + LIFETIMES.refresh_seconds

    def test_the_token_before_an_unconfirmed_one_is_answered_again(self) -> None:
        """A lost answer: the same successor, its expiry not moved, however late."""
        step = decide_refresh(
            token(4), state(token(4), session(5, confirmed=4, confirmed_at=NOW - 80_000)), NOW, LIFETIMES
        )
        assert step.decision is RefreshDecision.REPEATED
        assert step.granted == token(5)
        assert step.successor is None

    @pytest.mark.parametrize(
        ("age", "expected"),
        [
            (0, RefreshDecision.REPEATED),
            (10, RefreshDecision.REPEATED),
            (11, RefreshDecision.REUSED),
            (-10, RefreshDecision.REPEATED),
            (-11, RefreshDecision.REUSED),
        ],
    )
    def test_a_race_is_forgiven_for_ten_seconds(self, age: int, expected: RefreshDecision) -> None:
        """Two windows at once are honest; a clock set back does not widen that to hours."""
        confirmed = session(5, confirmed=5, confirmed_at=NOW - age)
        assert decide(token(4), state(token(4), confirmed)) is expected

    @pytest.mark.parametrize("generation", [1, 2, 3])
    def test_anything_older_was_copied(self, generation: int) -> None:
        """Two generations back can only be somebody else's; the session ends."""
        unconfirmed = session(5, confirmed=4, confirmed_at=NOW)
        step = decide_refresh(token(generation), state(token(generation), unconfirmed), NOW, LIFETIMES)
        assert (step.decision, step.end) == (RefreshDecision.REUSED, EndReason.REUSED)
        assert step.granted is None

    def test_a_token_from_the_future_is_rotated_to_the_present(self) -> None:
        """A clock set back two hours signs nobody out."""
        presented = replace(token(5), issued_at=NOW + 7200, expires_at=NOW + 99_999)
        step = decide_refresh(presented, state(presented, session(5)), NOW, LIFETIMES)
        assert step.granted is not None
        assert step.granted.issued_at == NOW


class TestAccess:
    """decide_access."""

    @pytest.mark.parametrize(
        ("issued", "expires", "expected"),
        [
            (NOW, NOW + 1, AccessDecision.LIVE),
            (NOW - 10, NOW, AccessDecision.EXPIRED),
            (NOW + 1, NOW + 100, AccessDecision.FROM_THE_FUTURE),
        ],
    )
    def test_judges_the_times_to_the_second(
        self, issued: int, expires: int, expected: AccessDecision
    ) -> None:
        """It lives from its own second until the second before its expiry."""
        presented = replace(token(5, expires, TokenType.ACCESS), issued_at=issued)
        assert decide_access(presented, LiveState(session(), ADA, NOW + 1000), NOW) is expected

    def test_an_ended_session_ends_its_access_tokens_at_once(self) -> None:
        """The row outranks the token."""
        ended = replace(session(), ended_at=NOW, ended_because=EndReason.PASSWORD_CHANGED)
        presented = token(5, NOW + 100, TokenType.ACCESS)
        assert decide_access(presented, LiveState(ended, ADA, NOW + 1000), NOW) is AccessDecision.ENDED

    def test_a_disabled_account_is_out_at_once(self) -> None:
        """The account outranks the token."""
        barred = LiveState(session(), replace(ADA, disabled=True), NOW + 1000)
        assert decide_access(token(5, NOW + 100, TokenType.ACCESS), barred, NOW) is AccessDecision.ENDED

    def test_an_unknown_session_is_over(self) -> None:
        """A restored older database does not know it."""
        assert decide_access(token(5, NOW + 100, TokenType.ACCESS), None, NOW) is AccessDecision.ENDED

    def test_a_lock_comes_after_everything_that_ends(self) -> None:
        """A live token of a locked session is locked; an expired, early or ended one is what it was."""
        ended = replace(session(), ended_at=NOW, ended_because=EndReason.SIGNED_OUT)
        live = token(5, NOW + 100, TokenType.ACCESS)
        for presented, of, expected in (
            (live, session(), AccessDecision.LOCKED),
            (replace(live, expires_at=NOW), session(), AccessDecision.EXPIRED),
            (replace(live, issued_at=NOW + 1), session(), AccessDecision.FROM_THE_FUTURE),
            (live, ended, AccessDecision.ENDED),
        ):
            assert decide_access(presented, LiveState(of, ADA, NOW + 1000), NOW, NOW - 60) is expected


class TestLocked:
    """locked_since."""

    @pytest.mark.parametrize(
        ("away", "expected"),
        [(0, None), (299, None), (300, NOW), (301, NOW - 1), (-299, None), (-300, NOW), (-9000, NOW)],
    )
    def test_locks_at_the_very_second(self, away: int, expected: int | None) -> None:
        """And no later than now: a clock set back further than that locks at once."""
        assert locked_since(session(), NOW - away, 300, NOW) == expected

    @pytest.mark.parametrize("away", [0, 10**9, -(10**9)])
    def test_off_never_locks(self, away: int) -> None:
        """However long ago."""
        assert locked_since(session(), NOW - away, None, NOW) is None

    @pytest.mark.parametrize("idle_lock", [None, 300])
    def test_what_was_locked_stays_locked(self, idle_lock: int | None) -> None:
        """Whatever somebody touches afterwards."""
        locked = replace(session(), locked_at=NOW - 5000)
        assert locked_since(locked, NOW, idle_lock, NOW) == NOW - 5000


@given(st.lists(st.sampled_from(["refresh", "lost", "race", "use"]), max_size=60))
def test_no_order_of_lost_answers_and_races_signs_anybody_out(events: list[str]) -> None:
    """An honest browser holds the current token or the one before it; both are always answered."""
    now, current, held = NOW, token(1, NOW + 10**9), token(1, NOW + 10**9)
    live = session(1, confirmed=0)
    tokens = {1: current}
    for event in events:
        now += 1
        if event == "use":
            if held.generation == live.generation:
                live = replace(live, confirmed_generation=live.generation, confirmed_at=now)
            continue
        presented = held
        found = RefreshState(presented, tokens[live.generation], live, ADA)
        step = decide_refresh(presented, found, now, LIFETIMES)
        assert step.granted is not None, f"signed out by {event}"
        if step.successor:
            tokens[step.successor.generation] = step.successor
            live = replace(
                live,
                generation=step.successor.generation,
                confirmed_generation=presented.generation,
                confirmed_at=now,
            )
        if event == "race":
            again = decide_refresh(
                presented, RefreshState(presented, tokens[live.generation], live, ADA), now, LIFETIMES
            )
            assert again.granted == step.granted
        if event != "lost":
            held = step.granted
