"""P1: a ticket saves one draft whoever is signed in by then, and does nothing else."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import jwt
import pytest

from desktop_app.logbook.draft_decisions import MAX_DRAFTS_BY_TICKET
from desktop_app.sessions.service import derived_key
from tests.web.conftest import KEY, PASSWORD, START, make_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID, OTHER = "a" * 32, "b" * 32
WORDS = "words of Ada's that nobody reads"
DAY = 86_400
REFUSED = (401, "auth_required", "urn:shiftbook:ticket-refused")


def begin(client: Client) -> str:
    """Save Ada's words and return the ticket of their draft."""
    answer = client.put("/api/drafts/new", {"id": ID, "text": WORDS, "writer": "w1", "sequence": 1})
    ticket: str = answer.json["ticket"]
    return ticket


def save(client: Client, ticket: str, text: str = "more", *, place: str = "new", **body: object) -> Answer:
    """Save by ticket, as the composer that began."""
    sent = {"id": ID, "text": text, "writer": "w1", "sequence": 2, "base": 1, **body}
    return client.put(f"/api/drafts/{place}?ticket={ticket}", sent)


def kept(book: Book) -> list[str]:
    """Every draft's text, begun first first."""
    return [text for (text,) in book.rows("SELECT text FROM draft ORDER BY rowid")]


def what(answer: Answer) -> tuple[int, str | None, str]:
    """How a refusal can be told."""
    return answer.status, answer.code, answer.json["type"]


def switch_to_bob(window: Client, book: Book) -> None:
    """Let Bob sign in in the same window."""
    book.services.accounts.add("Bob Kahn", PASSWORD, administrator=False, now=book.clock.now())
    assert window.post("/login", {"name": "Bob Kahn", "password": PASSWORD}).status == 200


def spoil(window: Client) -> None:
    """Let another program write over this session's cookies."""
    for name, cookie in window.jar.items():
        if "_window_" not in name:
            cookie.value = "x"


LATER: dict[str, Callable[[Client, Book], object]] = {
    "signed in": lambda _window, _book: None,
    "expired": lambda _window, book: book.clock.wind(DAY - 1),
    "signed out": lambda window, _book: window.post("/session/logout"),
    "ended elsewhere": lambda _window, book: book.services.sessions.end_others(1, "none", START),
    "Bob signed in": switch_to_bob,
    "garbage cookies": lambda window, _book: spoil(window),
}


class TestSaving:
    """What a ticket is for."""

    @pytest.mark.parametrize("happen", LATER.values(), ids=LATER)
    def test_works_whatever_has_become_of_the_session(
        self, book: Book, happen: Callable[[Client, Book], object]
    ) -> None:
        """The words are Ada's, and she finds them."""
        window = book.signed_in()
        ticket = begin(window)
        happen(window, book)
        answer = save(window, ticket, "her last words")
        assert answer.status == 200
        assert answer.json == {
            "id": ID,
            "place": "new",
            "version": 2,
            "saved_at": book.clock.now(),
            "utc_offset": 60,
        }
        assert book.rows("SELECT user_id, text FROM draft") == [(1, "her last words")]
        window.post("/login", {"name": "Ada Byron", "password": PASSWORD})
        assert window.get("/api/drafts/new").json["text"] == "her last words"

    def test_works_in_a_window_where_nobody_has_signed_in(self, book: Book) -> None:
        """The window's key is all it takes beside the ticket, and it does take that."""
        ticket = begin(book.signed_in())
        assert save(book.window(), ticket).status == 200
        stranger = book.window()
        stranger.jar.clear()
        refused = save(stranger, ticket, "theirs", sequence=3)
        assert (refused.status, refused.code) == (403, "no_window_key")
        assert kept(book) == ["more"]

    @pytest.mark.parametrize("person", ["1", "2", "x"])
    def test_nobody_looks_at_whom_the_page_was_made_for(self, book: Book, person: str) -> None:
        """Nor is the session used: not even noted as used."""
        window = book.signed_in()
        ticket = begin(window)
        book.clock.wind(600)
        before = book.rows("SELECT * FROM session")
        sent = {"id": ID, "text": "more", "writer": "w1", "sequence": 2}
        assert (
            window.put(f"/api/drafts/new?ticket={ticket}", sent, **{"Shiftbook-Person": person}).status == 200
        )
        assert book.rows("SELECT * FROM session") == before

    def test_without_a_ticket_a_session_is_needed_and_looked_at(self, book: Book) -> None:
        """And whom the page was made for."""
        window = book.signed_in()
        begin(window)
        other = window.put("/api/drafts/new", {"text": "x", "id": ID}, **{"Shiftbook-Person": "2"})
        assert (other.status, other.json["type"]) == (409, "urn:shiftbook:another-person")
        nobody = book.window().put("/api/drafts/new", {"text": "x", "id": ID})
        assert what(nobody) == (401, "auth_required", "about:blank")
        assert kept(book) == [WORDS]

    def test_survives_a_restart(self, book: Book, tmp_path: Path) -> None:
        """The key is the data folder's; only the window has to be a new run's."""
        ticket = begin(book.signed_in())
        again = make_book(tmp_path)
        assert save(again.window(), ticket).status == 200
        again.database.close()

    def test_the_draft_need_not_be_named(self, book: Book) -> None:
        """The ticket says which it is, and a second current draft does not come in between."""
        ada = book.signed_in()
        ticket = begin(ada)
        book.clock.wind(1)
        ada.put("/api/drafts/new", {"id": OTHER, "text": "newer"})
        answer = ada.put(f"/api/drafts/new?ticket={ticket}", {"text": "more", "writer": "w1", "sequence": 2})
        assert answer.json["id"] == ID

    def test_begins_the_draft_it_was_given_out_for(self, book: Book) -> None:
        """Before anything was saved there was only the ticket."""
        ada = book.signed_in()
        fresh = ada.get("/api/drafts/reply-9").json
        answer = save(book.window(), fresh["ticket"], place="reply-9", id=fresh["id"])
        assert (answer.status, answer.json["version"]) == (200, 1)
        assert ada.get("/api/drafts/reply-9").json["text"] == "more"


class TestForking:
    """Two composers with tickets for one draft."""

    def test_both_texts_are_kept_and_the_fork_gets_a_ticket_that_lasts_no_longer(self, book: Book) -> None:
        """With it the second composer goes on by itself."""
        window = book.signed_in()
        ticket = begin(window)
        book.clock.wind(100)
        forked = save(window, ticket, "other words", writer="w2", base=0).json
        assert forked["id"] != ID
        assert forked["ticket_expires_at"] == START + DAY
        on = {"id": forked["id"], "writer": "w2", "sequence": 3}
        assert save(window, forked["ticket"], "other words, longer", **on).json["id"] == forked["id"]
        assert kept(book) == [WORDS, "other words, longer"]
        book.clock.wind(DAY - 101)
        assert save(window, forked["ticket"], "the last second", **on | {"sequence": 4}).status == 200
        book.clock.wind(1)
        assert what(save(window, forked["ticket"], **on | {"sequence": 5})) == REFUSED

    def test_a_lost_answer_finds_the_same_fork_and_another_ticket(self, book: Book) -> None:
        """The composer asks once more about the draft it knows."""
        window = book.signed_in()
        ticket = begin(window)
        first, again = (
            save(window, ticket, f"other words {n}", writer="w2", base=0, sequence=n).json for n in (1, 2)
        )
        assert first["id"] == again["id"]
        assert (first["version"], again["version"]) == (1, 2)
        assert again["ticket"]
        late = save(window, ticket, "other words 1", writer="w2", base=0, sequence=1).json
        assert (late["id"], late["version"]) == (first["id"], 2)
        assert kept(book) == [WORDS, "other words 2"]

    def test_so_many_and_no_more(self, book: Book) -> None:
        """A copied ticket does not fill the disk; what is there can still be saved."""
        window = book.signed_in()
        ticket = begin(window)
        answers = [
            save(window, ticket, f"text {n}", writer=f"x{n}", base=0) for n in range(MAX_DRAFTS_BY_TICKET)
        ]
        assert [answer.status for answer in answers] == [200] * (MAX_DRAFTS_BY_TICKET - 1) + [409]
        assert answers[-1].code == "conflict"
        assert str(MAX_DRAFTS_BY_TICKET) in answers[-1].json["detail"]
        assert len(kept(book)) == MAX_DRAFTS_BY_TICKET
        assert save(window, ticket).status == 200
        assert save(window, ticket, "text 0, longer", writer="x0", base=0, sequence=3).status == 200
        assert window.put("/api/drafts/new", {"id": OTHER, "text": "by session"}).status == 200


class TestReadingNothing:
    """A ticket opens one way."""

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/api/drafts/new", None),
            ("GET", f"/api/drafts/new?id={ID}", None),
            ("GET", "/api/drafts", None),
            ("DELETE", "/api/drafts/new", None),
            ("POST", f"/api/drafts/{ID}/restore", None),
            ("POST", "/api/entries", {"text": "x", "key": ID}),
            ("GET", "/api/entries", None),
            ("GET", "/api/session", None),
            ("GET", "/drafts", None),
            ("GET", "/", None),
        ],
    )
    def test_opens_no_other_route(self, book: Book, method: str, path: str, body: object) -> None:
        """401, as without it."""
        ticket = begin(book.signed_in())
        window = book.window()
        sent = {
            "Content-Type": "application/json",
            "Origin": f"http://{window.host}",
            "Sec-Fetch-Mode": "cors",
        }
        asked = f"{path}{'&' if '?' in path else '?'}ticket={ticket}"
        refused = window.request(method, asked, json.dumps(body).encode() if body else b"", sent)
        assert what(refused) == (401, "auth_required", "about:blank")
        assert kept(book) == [WORDS]
        assert book.rows("SELECT count(*) FROM entry") == [(0,)]

    def test_is_neither_cookie_nor_header(self, book: Book) -> None:
        """As an access or refresh token it is nothing."""
        window = book.signed_in()
        ticket = begin(window)
        for name, cookie in window.jar.items():
            if "access" in name or "refresh" in name:
                cookie.value = ticket
        assert window.get("/api/session").code == "auth_required"
        assert window.post("/session/refresh").code == "auth_required"

    def test_no_answer_holds_any_text(self, book: Book) -> None:
        """Of whatever save: written, late, forked, discarded, posted, refused."""
        window = book.signed_in()
        ticket = begin(window)
        bodies = [
            save(window, ticket, "x", sequence=1).body,
            save(window, ticket, "x", writer="w2", base=0).body,
            save(window, ticket, "x", place="reply-1").body,
            save(window, ticket, "x", sequence="x").body,
            save(window, ticket, "x\0").body,
        ]
        window.delete(f"/api/drafts/new?id={ID}")
        bodies.append(save(window, ticket, "x").body)
        window.post("/api/entries", {"text": WORDS, "key": ID})
        bodies.append(save(window, ticket, "x").body)
        assert not any(WORDS.encode() in body or b'"text"' in body for body in bodies)

    def test_no_log_holds_a_ticket_or_any_text(self, book: Book, caplog: pytest.LogCaptureFixture) -> None:
        """Neither of what is done nor of what is refused."""
        caplog.set_level(logging.DEBUG)
        window = book.signed_in()
        ticket = begin(window)
        save(window, ticket)
        save(window, ticket, place="reply-1")
        save(window, ticket, "x\0")
        save(window, ticket + "x")
        window.get(f"/api/nothing?ticket={ticket}")
        book.database.close()
        assert save(window, ticket).status == 503
        assert caplog.records
        for secret in (ticket, "ticket=", WORDS):
            assert secret not in caplog.text


class TestRefusing:
    """Everything that is not this draft's ticket at this time."""

    @pytest.mark.parametrize(
        "changes", [{"place": "reply-9"}, {"id": OTHER}, {"place": "amend-1", "id": OTHER}]
    )
    def test_another_draft_or_place(self, book: Book, changes: dict[str, str]) -> None:
        """Not even of the same person, with the same person's session beside it."""
        window = book.signed_in()
        ticket = begin(window)
        window.put("/api/drafts/new", {"id": OTHER, "text": "other draft"})
        place, draft_id = changes.get("place", "new"), changes.get("id", ID)
        refused = save(window, ticket, "x", place=place, id=draft_id, sequence=9)
        assert what(refused) == REFUSED
        assert kept(book) == [WORDS, "other draft"]

    def test_a_day_later_to_the_second(self, book: Book) -> None:
        """The last second counts, the next one does not."""
        window = book.signed_in()
        ticket = begin(window)
        book.clock.wind(DAY - 1)
        assert save(window, ticket).status == 200
        book.clock.wind(1)
        assert what(save(window, ticket, sequence=3)) == REFUSED
        assert kept(book) == ["more"]

    def test_a_day_from_now(self, book: Book) -> None:
        """The clock was wrong when it was issued."""
        window = book.signed_in()
        ticket = begin(window)
        book.clock.wind(-DAY)
        assert what(save(window, ticket)) == REFUSED

    @pytest.mark.parametrize("garbage", ["", "x", "a.b.c", "%ff", "%00", "null", "x" * 5000])
    def test_garbage_with_a_good_session(self, book: Book, garbage: str) -> None:
        """Where there is a ticket the session does not stand in for it."""
        window = book.signed_in()
        begin(window)
        assert what(save(window, garbage)) == REFUSED
        assert kept(book) == [WORDS]

    @pytest.mark.parametrize(
        "claim", [{"typ": "access"}, {"did": OTHER}, {"sub": "2"}, {"exp": START + 2 * DAY}]
    )
    @pytest.mark.parametrize("key", [KEY, derived_key(KEY, "session tokens"), b"x" * 32])
    def test_one_signed_anew(self, book: Book, claim: dict[str, object], key: bytes) -> None:
        """With whatever other key of ours."""
        window = book.signed_in()
        said = jwt.decode(begin(window), options={"verify_signature": False})
        assert what(save(window, jwt.encode(said | claim, key, algorithm="HS256"))) == REFUSED

    def test_a_session_token(self, book: Book) -> None:
        """An access token is no ticket, nor is a refresh token."""
        window = book.signed_in()
        begin(window)
        for kind in ("access", "refresh", "session"):
            cookie = window.cookie(kind)
            assert cookie is not None
            assert what(save(window, cookie.value)) == REFUSED

    def test_is_told_to_programs_as_json_and_takes_no_cookie(self, book: Book) -> None:
        """The page neither refreshes nor signs out because of it."""
        window = book.signed_in()
        refused = save(window, "x")
        assert "problem+json" in refused.header("Content-Type")
        assert not refused.set_cookies


class TestTheEnd:
    """A ticket dies with its draft."""

    def test_when_it_is_posted(self, book: Book) -> None:
        """It says as what; the page puts the rest elsewhere."""
        window = book.signed_in()
        ticket = begin(window)
        window.post("/api/entries", {"text": WORDS, "key": ID, "writer": "w1"})
        refused = save(window, ticket)
        assert what(refused) == (409, "conflict", "urn:shiftbook:already-posted")
        assert refused.json["number"] == 1
        assert kept(book) == []

    def test_when_it_is_discarded_until_it_is_put_back(self, book: Book) -> None:
        """Then it is as good as before."""
        window = book.signed_in()
        ticket = begin(window)
        window.delete("/api/drafts/new")
        assert what(save(window, ticket)) == (409, "conflict", "urn:shiftbook:draft-discarded")
        assert kept(book) == [WORDS]
        window.post(f"/api/drafts/{ID}/restore")
        assert save(window, ticket).status == 200

    def test_in_a_fork_as_well(self, book: Book) -> None:
        """Its own composer hears of it, and the other one is not touched."""
        window = book.signed_in()
        ticket = begin(window)
        forked = save(window, ticket, "other words", writer="w2", base=0).json
        window.post("/api/entries", {"text": "other words", "key": forked["id"], "writer": "w2"})
        refused = save(window, forked["ticket"], "on", id=forked["id"], writer="w2", sequence=3)
        assert what(refused) == (409, "conflict", "urn:shiftbook:already-posted")
        assert save(window, ticket).status == 200
        assert kept(book) == ["more"]
