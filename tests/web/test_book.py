"""The book: posting, the timeline, one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.conftest import START

if TYPE_CHECKING:
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
