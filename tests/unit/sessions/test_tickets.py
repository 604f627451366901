"""Tickets: they open one draft for a day, and nothing else is a ticket."""

from __future__ import annotations

import hashlib

import jwt
import pytest

from desktop_app.config import DRAFT_TICKET_EXPIRY, Lifetimes
from desktop_app.errors import TicketRefused
from desktop_app.sessions.model import TokenType
from desktop_app.sessions.service import derived_key
from desktop_app.sessions.tickets import Tickets
from desktop_app.sessions.tokens import (
    TokenRefused,
    create_access_token,
    create_refresh_token,
    decode_token,
    encode_token,
)

KEY = bytes(range(32))
TICKET_KEY = derived_key(KEY, "draft tickets")
NOW = 1_790_000_000
DAY = 24 * 60 * 60
DRAFT, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def tickets() -> Tickets:
    """The service on some key."""
    return Tickets(KEY)


def issued(tickets: Tickets, now: int = NOW) -> str:
    """A ticket of person 7 for a new entry's draft."""
    return tickets.issue(user_id=7, name="Ada Byron", draft_id=DRAFT, place="new", now=now).text


def payload_of(token: str) -> dict[str, object]:
    """What a ticket says, unchecked."""
    return jwt.decode(token, options={"verify_signature": False})


class TestIssuing:
    """issue and pass_on."""

    def test_says_who_what_where_and_for_how_long(self, tickets: Tickets) -> None:
        """And nothing else: anybody who holds it can read it."""
        ticket = tickets.issue(user_id=7, name="Ada Byron", draft_id=DRAFT, place="new", now=NOW)
        said = payload_of(ticket.text)
        assert len(str(said.pop("jti"))) == 32
        assert said == {
            "typ": "draft",
            "did": DRAFT,
            "place": "new",
            "sub": "7",
            "who": hashlib.sha256(b"Ada Byron").hexdigest()[:16],
            "iat": NOW,
            "exp": NOW + DAY,
        }
        assert ticket.expires_at == NOW + DAY == NOW + DRAFT_TICKET_EXPIRY.total_seconds()

    def test_no_two_are_the_same(self, tickets: Tickets) -> None:
        """Even for one draft at one instant."""
        assert issued(tickets) != issued(tickets)

    def test_a_ticket_passed_on_ends_when_the_first_does(self, tickets: Tickets) -> None:
        """A ticket never makes a day longer."""
        presented = tickets.check(issued(tickets), NOW)
        passed = tickets.pass_on(presented, OTHER, NOW + 1000)
        claims = tickets.check(passed.text, NOW + 1000)
        assert (claims.draft_id, claims.user_id, claims.place) == (OTHER, 7, "new")
        assert claims.expires_at == passed.expires_at == NOW + DAY
        with pytest.raises(TicketRefused):
            tickets.check(passed.text, NOW + DAY)


class TestChecking:
    """check and check_covers."""

    @pytest.mark.parametrize("later", [0, 1, DAY - 1])
    def test_counts_for_its_whole_day(self, tickets: Tickets, later: int) -> None:
        """From the second it was issued to the last one."""
        assert tickets.check(issued(tickets), NOW + later).draft_id == DRAFT

    @pytest.mark.parametrize("later", [DAY, DAY + 1, 10 * DAY, -DAY, -10 * DAY])
    def test_refuses_one_whose_day_is_over_or_a_day_away(self, tickets: Tickets, later: int) -> None:
        """To the second; a clock set wrong once makes no ticket that lasts for years."""
        with pytest.raises(TicketRefused):
            tickets.check(issued(tickets), NOW + later)

    @pytest.mark.parametrize("back", [1, 7200, DAY - 1])
    def test_a_clock_set_back_loses_no_last_words(self, tickets: Tickets, back: int) -> None:
        """The page that holds it may have no session any more to ask for another."""
        assert tickets.check(issued(tickets), NOW - back).draft_id == DRAFT

    def test_covers_its_draft_at_its_place(self, tickets: Tickets) -> None:
        """Named or not."""
        claims = tickets.check(issued(tickets), NOW)
        claims.check_covers("new", DRAFT)
        claims.check_covers("new", None)

    @pytest.mark.parametrize(
        ("place", "draft_id"), [("new", OTHER), ("new", ""), ("reply-1", DRAFT), ("reply-1", None)]
    )
    def test_refuses_another_draft_and_another_place(
        self, tickets: Tickets, place: str, draft_id: str | None
    ) -> None:
        """It is narrow."""
        with pytest.raises(TicketRefused):
            tickets.check(issued(tickets), NOW).check_covers(place, draft_id)

    def test_refuses_another_key(self, tickets: Tickets) -> None:
        """A ticket of another installation, or from before the key was changed."""
        with pytest.raises(TicketRefused):
            tickets.check(issued(Tickets(b"x" * 32)), NOW)

    @pytest.mark.parametrize("kind", ["access", "refresh", "draft", "Draft", None])
    @pytest.mark.parametrize("key", [KEY, derived_key(KEY, "session tokens")])
    def test_refuses_a_ticket_signed_with_another_of_our_keys(
        self, tickets: Tickets, kind: str, key: bytes
    ) -> None:
        """Whatever it calls itself."""
        forged = payload_of(issued(tickets)) | {"typ": kind}
        with pytest.raises(TicketRefused):
            tickets.check(jwt.encode(forged, key, algorithm="HS256"), NOW)

    @pytest.mark.parametrize("kind", ["access", "refresh", "Draft", "", None, 1])
    def test_refuses_another_type_under_its_own_key(self, tickets: Tickets, kind: object) -> None:
        """The type is checked, not only the signature."""
        forged = payload_of(issued(tickets)) | {"typ": kind}
        with pytest.raises(TicketRefused):
            tickets.check(jwt.encode(forged, TICKET_KEY, algorithm="HS256"), NOW)

    @pytest.mark.parametrize("missing", ["typ", "jti", "did", "place", "sub", "iat", "exp"])
    def test_refuses_one_without_a_claim(self, tickets: Tickets, missing: str) -> None:
        """Every claim is required."""
        forged = payload_of(issued(tickets))
        del forged[missing]
        with pytest.raises(TicketRefused):
            tickets.check(jwt.encode(forged, TICKET_KEY, algorithm="HS256"), NOW)

    @pytest.mark.parametrize("extra", [{"more": 1}, {"exp": NOW + 2.5}, {"exp": "soon"}, {"sub": "x"}])
    def test_refuses_a_claim_we_never_write(self, tickets: Tickets, extra: dict[str, object]) -> None:
        """The ticket is made anew from what it says and compared to the letter."""
        forged = payload_of(issued(tickets)) | extra
        with pytest.raises(TicketRefused):
            tickets.check(jwt.encode(forged, TICKET_KEY, algorithm="HS256"), NOW)

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
    def test_refuses_another_algorithm(self, tickets: Tickets, algorithm: str) -> None:
        """The algorithm is ours to choose, not the ticket's."""
        key = "" if algorithm == "none" else TICKET_KEY * 2
        forged = jwt.encode(payload_of(issued(tickets)), key, algorithm=algorithm)
        with pytest.raises(TicketRefused):
            tickets.check(forged, NOW)

    @pytest.mark.parametrize("garbage", ["", "x", "a.b.c", "é.é.é", "null", "a" * 5000])
    def test_refuses_garbage(self, tickets: Tickets, garbage: str) -> None:
        """Never an error of ours."""
        with pytest.raises(TicketRefused):
            tickets.check(garbage, NOW)

    def test_refuses_every_changed_character(self, tickets: Tickets) -> None:
        """No single one, in a spelling of the same bytes neither."""
        ticket = issued(tickets)
        for place, letter in enumerate(ticket):
            with pytest.raises(TicketRefused):
                tickets.check(ticket[:place] + ("B" if letter != "B" else "C") + ticket[place + 1 :], NOW)


class TestKindsOfTokens:
    """One key of the installation, three kinds of tokens."""

    @pytest.mark.parametrize("expected", list(TokenType))
    def test_a_ticket_is_no_session_token(self, tickets: Tickets, expected: TokenType) -> None:
        """Not even if it were signed with the same key."""
        for key in (TICKET_KEY, KEY, derived_key(KEY, "session tokens")):
            with pytest.raises(TokenRefused):
                decode_token(issued(tickets), key, expected)

    @pytest.mark.parametrize("key", [TICKET_KEY, derived_key(KEY, "session tokens")])
    def test_a_session_token_is_no_ticket(self, tickets: Tickets, key: bytes) -> None:
        """Neither an access token nor a refresh token."""
        refresh = create_refresh_token(
            user_id=7, session_id="s", generation=1, now=NOW, lifetimes=Lifetimes()
        )
        access = create_access_token(
            user_id=7,
            session_id="s",
            generation=1,
            now=NOW,
            lifetimes=Lifetimes(),
            refresh_expires_at=refresh.expires_at,
        )
        for claims in (access, refresh):
            with pytest.raises(TicketRefused):
                tickets.check(encode_token(claims, key), NOW)
