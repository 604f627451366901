"""The book: posting, the timeline, one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import START

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book


class TestPosting:
    """POST /api/entries."""

    def test_an_entry_carries_number_author_and_time(self, book: Book) -> None:
        """The author is the person of the session, the time the server's."""
        answer = book.signed_in().post("/api/entries", {"text": "Pump **on**"})
        assert answer.status == 201
        assert answer.json["number"] == 1
        assert answer.json["author"]["name"] == "Ada Byron"
        assert answer.json["written_at"] == START
        assert answer.json["text"] == "Pump **on**"

    def test_a_retry_with_the_same_key_posts_once(self, book: Book) -> None:
        """The lost answer is given again."""
        ada = book.signed_in()
        first, again = (ada.post("/api/entries", {"text": "once", "key": "k1"}) for _ in range(2))
        assert first.json == again.json
        assert book.rows("SELECT count(*) FROM entry") == [(1,)]

    def test_the_same_key_of_another_person_is_another_entry(self, book: Book) -> None:
        """Keys are a person's own."""
        ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
        numbers = [
            who.post("/api/entries", {"text": "mine", "key": "k1"}).json["number"] for who in (ada, bob)
        ]
        assert numbers == [1, 2]

    def test_an_expired_token_posts_nothing(self, book: Book) -> None:
        """401 before anything is written; after a refresh the same call succeeds."""
        ada = book.signed_in()
        book.clock.wind(1800)
        assert ada.post("/api/entries", {"text": "late"}).code == "auth_required"
        assert book.rows("SELECT count(*) FROM entry") == [(0,)]
        ada.post("/session/refresh")
        assert ada.post("/api/entries", {"text": "late"}).status == 201


class TestReading:
    """The timeline and one entry."""

    def test_the_timeline_is_newest_first_and_pages_back(self, book: Book) -> None:
        """`next_before` leads through the whole book, once each."""
        ada = book.signed_in()
        for number in range(1, 8):
            ada.post("/api/entries", {"text": f"entry {number}"})
        seen, before = [], ""
        while True:
            page = ada.get(f"/api/entries?limit=3{before}").json
            seen += [entry["number"] for entry in page["entries"]]
            if page["next_before"] is None:
                break
            before = f"&before={page['next_before']}"
        assert seen == [7, 6, 5, 4, 3, 2, 1]

    def test_pages_show_the_person_and_the_text_as_text(self, book: Book) -> None:
        """What somebody typed is never markup of ours."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "<script>alert(1)</script> & **bold**"})
        for path in ("/", "/entries/1"):
            page = ada.visit(path).text
            assert "<script>alert(1)" not in page
            assert "&lt;script&gt;" in page
            assert "<strong>bold</strong>" in page
            assert "Ada Byron" in page

    def test_an_empty_book_says_what_to_do(self, book: Book) -> None:
        """Every empty page names the next step."""
        assert book.signed_in().visit("/").status == 200

    def test_one_entry_as_json_equals_the_one_posted(self, book: Book) -> None:
        """Nothing is changed on the way."""
        ada = book.signed_in()
        text = "Zeile 1\nZeile 2 – äöü 日本語 🧪"
        posted = ada.post("/api/entries", {"text": text}).json
        assert ada.get("/api/entries/1").json == posted
        assert posted["text"] == text


DRAFT = "a" * 32


def save(client: Client, text: str, writer: str) -> Answer:
    """Save a draft to post."""
    return client.put("/api/drafts/new", {"id": DRAFT, "text": text, "writer": writer, "sequence": 1})


class TestPostingADraft:
    """POST /api/entries with a draft's id as key: an entry more and a draft less, together."""

    def test_the_draft_is_gone_and_the_next_one_is_fresh(self, book: Book) -> None:
        """Nothing is offered that stands in the book already."""
        ada = book.signed_in()
        save(ada, "Pump on", "w1")
        posted = ada.post("/api/entries", {"text": "Pump on", "key": DRAFT, "writer": "w1"})
        assert (posted.status, posted.json["number"]) == (201, 1)
        fresh = ada.get("/api/drafts/new").json
        assert (fresh["text"], fresh["version"]) == ("", 0)
        assert fresh["id"] != DRAFT
        assert ada.get("/api/drafts").json == {"drafts": []}

    def test_words_not_yet_saved_are_posted_with_it(self, book: Book) -> None:
        """Nobody has to wait for the last save; a client that names no writer posts too."""
        ada = book.signed_in()
        save(ada, "Pump", "w1")
        assert ada.post("/api/entries", {"text": "Pump on", "key": DRAFT}).status == 201
        assert ada.get("/api/drafts").json == {"drafts": []}

    def test_a_retry_is_answered_with_the_entry(self, book: Book) -> None:
        """Its answer was lost."""
        ada = book.signed_in()
        save(ada, "Pump on", "w1")
        first, again = (
            ada.post("/api/entries", {"text": "Pump on", "key": DRAFT, "writer": "w1"}) for _ in range(2)
        )
        assert (again.status, again.json) == (201, first.json)
        assert book.rows("SELECT count(*) FROM entry") == [(1,)]

    def test_other_words_under_a_posted_key_are_refused_with_its_number(self, book: Book) -> None:
        """Taking them for posted would lose them."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump on", "key": DRAFT})
        refused = ada.post("/api/entries", {"text": "Pump on, and the seal", "key": DRAFT})
        assert (refused.status, refused.code) == (409, "conflict")
        assert refused.json["type"] == "urn:shiftbook:already-posted"
        assert refused.json["number"] == 1

    def test_another_windows_words_stay_a_draft(self, book: Book) -> None:
        """What is posted is not what was saved last: both are kept."""
        ada = book.signed_in()
        save(ada, "Pump", "w1")
        ada.put("/api/drafts/new", {"id": DRAFT, "text": "Seal", "writer": "w2", "sequence": 1, "base": 1})
        assert ada.post("/api/entries", {"text": "Pump", "key": DRAFT, "writer": "w1"}).status == 201
        left = ada.get("/api/drafts/new").json
        assert (left["text"], left["version"]) == ("Seal", 2)
        assert left["id"] != DRAFT

    @pytest.mark.parametrize("body", [{"writer": ""}, {"writer": "é"}, {"writer": 1}, {"draft": DRAFT}])
    def test_refuses_what_it_does_not_know(self, book: Book, body: dict[str, object]) -> None:
        """And leaves the draft."""
        ada = book.signed_in()
        save(ada, "Pump on", "w1")
        refused = ada.post("/api/entries", {"text": "Pump on", "key": DRAFT, **body})
        assert (refused.status, refused.code) == (400, "invalid")
        assert ada.get("/api/drafts/new").json["text"] == "Pump on"
