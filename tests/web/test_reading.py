"""Reading the book: filters in the address, what belongs together, and what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.helpers.naughty import NAUGHTY

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book

SECRET = "correct-horse-battery"


def numbers(client: Client, query: str) -> list[int]:
    """Return what a filter finds, newest first."""
    return [entry["number"] for entry in client.get(f"/api/entries?{query}").json["entries"]]


@pytest.fixture
def ada(book: Book) -> Client:
    """Ada, who looks after a book in which there is something of each kind."""
    ada = book.signed_in()
    ada.post("/api/entries", {"text": "Pump 3 is loud", "category": "Vacuum", "tags": ["pump", "Leck"]})
    ada.post("/api/entries", {"text": f"Login {SECRET}", "category": SECRET, "tags": [SECRET]})
    ada.post("/api/entries", {"text": "Pump 4 it was", "amends": 1, "reason": "wrong pump"})
    ada.post("/api/entries", {"text": "Größe geprüft", "replies_to": 1})
    assert ada.post("/api/entries/2/hide", {"reason": "A password"}).status == 201
    return ada


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pum", [3, 1]),
        ("q=PUMP+loud", [1]),
        ("q=grosse", []),
        ("q=große", [4]),
        ("q=geprueft", []),
        ("q=gepruft", [4]),
        ("category=vacuum", [1]),
        ("tag=leck", [1]),
        ("tag=none", []),
        ("author=1&q=it", [3]),
        ("author=2", []),
        ("amended=1", [1]),
        ("hidden=1", [2]),
        ("attached=1", []),
        ("from=2000-01-01&to=2000-01-02", []),
        ("from=2000-01-01", [5, 4, 3, 2, 1]),
        ("after=3", [5, 4]),
        ("q=!!!", []),
    ],
)
def test_each_filter_finds_what_it_says(ada: Client, query: str, found: list[int]) -> None:
    """In the interface and on the page, which says what is shown."""
    assert numbers(ada, quote(query, safe="=&+!")) == found
    body = ada.visit(f"/?{quote(query, safe='=&+!')}").text
    assert [f'id="entry-{number}"' in body for number in range(1, 6)] == [n in found for n in range(1, 6)]
    assert "Show all entries" in body


@pytest.mark.parametrize("query", ["from=yesterday", "to=2026-13-01", "author=0", "author=ada", "after=-1"])
def test_refuses_a_filter_nobody_can_read(ada: Client, query: str) -> None:
    """With a sentence, and never an error of ours."""
    assert ada.get(f"/api/entries?{query}").code == "invalid"


def test_any_words_may_be_searched_for(ada: Client) -> None:
    """Quotes, operators of the index and worse are words like others."""
    for words in (*NAUGHTY, '"', "AND", "OR NOT", "NEAR(", "a*", "text:x", "-x", "^x", "(", "{x}:y"):
        assert ada.get(f"/api/entries?q={quote(words[:400], errors='ignore')}").status == 200


def test_what_is_hidden_is_nowhere(ada: Client) -> None:
    """Neither in lists, in searches and suggestions, nor on its own page; who hid it and why is."""
    for path in ("/", "/?hidden=1", "/entries/2", "/api/entries", "/api/entries/2", "/entries/5"):
        assert SECRET not in (ada.visit(path) if not path.startswith("/api") else ada.get(path)).text
    assert numbers(ada, f"q={SECRET[:7]}") == []
    page = ada.visit("/entries/2").text
    assert "Hidden by" in page
    assert "A password" in page
    assert "/entries/2/amend" not in page


def test_an_entry_stands_among_what_belongs_to_it(ada: Client) -> None:
    """Amended, it is struck through and leads to the amendment; the thread shows all."""
    first, amendment = ada.visit("/entries/1").text, ada.visit("/entries/3").text
    assert "Amended by" in first
    assert 'class="prose struck"' in first
    assert "wrong pump" in amendment
    for page in (first, amendment):
        assert all(f'id="entry-{number}"' in page for number in (1, 3, 4))


def test_only_administrators_hide(book: Book, ada: Client) -> None:
    """Others are refused and see no form for it; nothing is hidden twice, or without a reason."""
    bob = book.signed_in("Bob Kahn")
    assert bob.post("/api/entries/1/hide", {"reason": "mine"}).code == "forbidden"
    assert "data-hide" not in bob.visit("/entries/1").text
    assert "data-hide" in ada.visit("/entries/1").text
    assert ada.post("/api/entries/2/hide", {"reason": "again"}).code == "conflict"
    assert ada.post("/api/entries/5/hide", {"reason": "the hiding"}).code == "invalid"
    assert ada.post("/api/entries/1/hide", {"reason": " "}).code == "invalid"
