"""Finding: marked words, saved searches, going to a day, counting, and what an empty page says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from desktop_app.logbook.saved_filters import MAX_FILTERS
from desktop_app.web.routes import filters
from tests.helpers.naughty import NAUGHTY

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book

DAY = 86_400


@pytest.fixture
def ada(book: Book) -> Client:
    """A window before a short book."""
    client = book.signed_in()
    for text in ("Pump 2 is hot.", "Über den Ventilen", "Nothing."):
        client.post("/api/entries", {"text": text})
    return client


class TestMarks:
    """Words that were searched for."""

    def test_are_marked_in_the_list(self, ada: Client) -> None:
        """As the index found them."""
        assert "<mark>Pump</mark> 2 is hot." in ada.visit("/?q=pu").text
        assert "<mark>Über</mark> den" in ada.visit("/?q=uber").text
        assert "<mark>" not in ada.visit("/").text

    @pytest.mark.parametrize("words", NAUGHTY)
    def test_run_nothing(self, ada: Client, words: str) -> None:
        """Whatever is searched for."""
        from urllib.parse import quote  # noqa: PLC0415 - only here

        shown = ada.visit(f"/?q={quote(words)}").text
        assert "<script>alert" not in shown
        assert "onerror=alert(1)>" not in shown.replace("&gt;", "")


class TestDays:
    """Going to a day."""

    def test_shows_what_was_written_then(self, book: Book, ada: Client) -> None:
        """And before it; what is newer is a page away."""
        assert ada.get("/api/chain").json["count"] == 3
        book.clock.wind(3 * DAY)
        book.signed_in().post("/api/entries", {"text": "Days later."})
        shown = book.signed_in().visit("/?day=2026-09-21").text
        assert "Pump 2 is hot." in shown
        assert "Days later." not in shown
        assert "Newer entries" in shown
        assert "Nothing stands here" not in shown

    def test_a_day_without_entries_says_so(self, book: Book, ada: Client) -> None:
        """And shows what was before."""
        _ = book
        shown = ada.visit("/?day=2026-09-22").text
        assert "Nothing stands here of 2026-09-22. This is what was written before." in shown
        assert "Pump 2 is hot." in shown

    def test_a_day_before_the_book_shows_the_newest(self, ada: Client) -> None:
        """And says why."""
        assert "Nothing is so old as 1999-12-31." in ada.visit("/?day=1999-12-31").text

    @pytest.mark.parametrize("day", ["today", "2026-13-01", "0", "-1"])
    def test_what_is_no_day_is_refused(self, ada: Client, day: str) -> None:
        """With the way to write one."""
        answer = ada.visit(f"/?day={day}")
        assert (answer.status, "Write the day like this" in answer.text) == (400, True)


class TestCounts:
    """How many are found."""

    def test_counts_what_the_address_means(self, ada: Client) -> None:
        """Of everything, and of a search."""
        assert ada.get("/api/entries/count").json == {"count": 3, "more": False}
        assert ada.get("/api/entries/count?q=pump").json == {"count": 1, "more": False}
        assert 'data-found-count="/api/entries/count?q=pump"' in ada.visit("/?q=pump").text

    def test_stops_where_nobody_wants_to_know(self, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """More are more."""
        monkeypatch.setattr(filters, "COUNTED", 2)
        assert ada.get("/api/entries/count").json == {"count": 2, "more": True}


class TestSaved:
    """Searches people keep."""

    def test_are_kept_by_name_and_shown_as_links(self, ada: Client) -> None:
        """Only what the book's address knows is kept; the same name is the same search."""
        kept = ada.post("/api/filters", {"name": " Hot  pumps ", "query": "q=pump&x=1&tag=&before=9"}).json
        assert kept == {"id": 1, "name": "Hot pumps", "query": "q=pump"}
        assert '<a href="/?q=pump"><bdi>Hot pumps</bdi></a>' in ada.visit("/").text
        ada.post("/api/filters", {"name": "Hot pumps", "query": "q=hot"})
        assert ada.get("/api/filters").json == {"filters": [{"id": 1, "name": "Hot pumps", "query": "q=hot"}]}

    def test_are_ones_own(self, book: Book, ada: Client) -> None:
        """Nobody sees or removes another's."""
        ada.post("/api/filters", {"name": "mine", "query": "q=pump"})
        ben = book.signed_in("Ben")
        assert ben.get("/api/filters").json == {"filters": []}
        assert ben.delete("/api/filters/1").status == 404
        assert ada.delete("/api/filters/1").json == {"id": 1}
        assert ada.get("/api/filters").json == {"filters": []}

    @pytest.mark.parametrize(
        ("name", "query"),
        [("", "q=x"), ("x" * 61, "q=x"), ("x", ""), ("x", "y=1"), ("\0", "q=x")],
    )
    def test_nonsense_is_refused(self, ada: Client, name: str, query: str) -> None:
        """In a sentence."""
        answer = ada.post("/api/filters", {"name": name, "query": query})
        assert (answer.status, answer.code) == (400, "invalid")

    def test_too_long_a_search_says_so(self, ada: Client) -> None:
        """It can be searched for, but not saved; it is not as if nothing had been typed."""
        answer = ada.post("/api/filters", {"name": "x", "query": urlencode([("q", "泵" * 300)])})
        assert (answer.status, "So long a search" in answer.json["detail"]) == (400, True)

    def test_there_are_so_many_and_no_more(self, ada: Client) -> None:
        """Nobody finds one among more."""
        for number in range(MAX_FILTERS):
            assert ada.post("/api/filters", {"name": str(number), "query": "q=x"}).status == 201
        assert ada.post("/api/filters", {"name": "one more", "query": "q=x"}).status == 400
        assert ada.post("/api/filters", {"name": "7", "query": "q=y"}).status == 201

    @pytest.mark.parametrize("name", NAUGHTY)
    def test_any_name_is_shown_as_it_is(self, ada: Client, name: str) -> None:
        """Or refused; it never runs."""
        answer = ada.post("/api/filters", {"name": name, "query": "q=x"})
        assert answer.status in {201, 400}
        assert "<script>alert" not in ada.visit("/").text


def test_an_empty_book_says_what_to_do_first(book: Book) -> None:
    """An administrator more than others."""
    first = book.signed_in().visit("/").text
    assert "Nothing is written here yet" in first
    assert 'href="/backups"' in first
    assert 'href="/people"' not in book.signed_in("Ben").visit("/").text
