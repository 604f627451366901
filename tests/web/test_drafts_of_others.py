"""P3: nobody can see, change or post somebody else's draft, nor learn that there is one."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import PASSWORD, START

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID, OTHER = "a" * 32, "b" * 32
WORDS = "Ada's own words"
EVERY_DRAFT = "SELECT * FROM draft ORDER BY id"


def save(client: Client, text: str = WORDS, *, place: str = "new", **body: object) -> Answer:
    """Save under one id."""
    return client.put(f"/api/drafts/{place}", {"id": ID, "text": text, **body})


REQUESTS: dict[str, Callable[[Client], Answer]] = {
    "GET": lambda client: client.get(f"/api/drafts/new?id={ID}"),
    "PUT": lambda client: save(client, "Bob's", writer="w1", sequence=99, base=1),
    "PUT the same words": save,
    "DELETE": lambda client: client.delete(f"/api/drafts/new?id={ID}"),
    "restore": lambda client: client.post(f"/api/drafts/{ID}/restore"),
    "POST": lambda client: client.post("/api/entries", {"text": WORDS, "key": ID, "writer": "w1"}),
}


class TestAnotherPerson:
    """Nobody else's id finds a draft: as if it were not there, in whatever state it is."""

    @pytest.mark.parametrize("first", ["Ada Byron", "Bob Kahn"])
    @pytest.mark.parametrize("state", ["open", "discarded", "posted"])
    @pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
    def test_finds_and_changes_nothing(
        self, book: Book, request_: Callable[[Client], Answer], state: str, first: str
    ) -> None:
        """Whoever came first, and whoever is administrator."""
        book.signed_in(first)
        ada, bob = book.signed_in("Ada Byron"), book.signed_in("Bob Kahn")
        assert save(ada, writer="w1", sequence=1).status == 200
        if state == "discarded":
            ada.delete(f"/api/drafts/new?id={ID}")
        if state == "posted":
            ada.post("/api/entries", {"text": WORDS, "key": ID})
        before = book.rows(EVERY_DRAFT), book.rows("SELECT * FROM entry")
        answer = request_(bob)
        nothing = bob.get(f"/api/drafts/new?id={OTHER}")
        assert (answer.status, answer.body) == (404, nothing.body)
        assert (book.rows(EVERY_DRAFT), book.rows("SELECT * FROM entry")) == before

    def test_is_offered_nothing(self, book: Book) -> None:
        """Not on a page, not in a list, not at the place, not by the address."""
        ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
        save(ada)
        for path in ("/", f"/?draft={ID}", "/drafts"):
            assert WORDS not in unescape(bob.visit(path).text)
        assert bob.get("/api/drafts").json == {"drafts": []}
        assert bob.get("/api/drafts/new").json["text"] == ""
        bob.put("/api/drafts/new", {"text": "Bob's"})
        assert bob.delete("/api/drafts/new").status == 200
        assert ada.get("/api/drafts/new").json["text"] == WORDS

    def test_who_signs_in_next_in_the_same_window_neither(self, book: Book) -> None:
        """And whoever left finds it again."""
        window = book.signed_in()
        save(window)
        book.services.accounts.add("Bob Kahn", PASSWORD, administrator=False, now=START)
        for name, expected in (("Bob Kahn", ""), ("Ada Byron", WORDS)):
            window.post("/login", {"name": name, "password": PASSWORD})
            assert window.get("/api/drafts/new").json["text"] == expected
            assert (WORDS in unescape(window.visit("/").text)) == bool(expected)
