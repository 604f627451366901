"""The pages that show drafts: the book with its composer, and the list."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.conftest import START

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID, OTHER = "a" * 32, "b" * 32
WORDS = "Ada's own words"
EVERY_DRAFT = "SELECT * FROM draft ORDER BY id"


def save(client: Client, text: str = WORDS, *, place: str = "new", **body: object) -> Answer:
    """Save under one id."""
    return client.put(f"/api/drafts/{place}", {"id": ID, "text": text, **body})


def fork_of(client: Client) -> str:
    """Let two composers save different words; return the id of the second one's draft."""
    save(client, "first", writer="w1", sequence=1)
    forked: str = save(client, "second", writer="w2", sequence=1).json["id"]
    return forked


def composer_of(page: str) -> tuple[dict[str, Any], str]:
    """What a page's composer opens with: its draft, and the text a browser shows in the field."""
    draft = re.search(r"data-draft='([^']*)'", page)
    field = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert draft is not None
    assert field is not None
    return json.loads(unescape(draft[1])), unescape(field[1]).removeprefix("\n")


class TestPages:
    """GET / and GET /drafts."""

    def test_the_composer_opens_with_the_current_draft(self, book: Book) -> None:
        """Where the caret was, and with a ticket; also on older pages."""
        ada = book.signed_in()
        save(ada, "\n<b>'quoted\" & more</textarea>", selection_start=2, selection_end=4, scroll=9)
        for path in ("/", "/?before=9", f"/?draft={ID}"):
            draft, text = composer_of(ada.visit(path).text)
            assert text == "\n<b>'quoted\" & more</textarea>"
            assert draft.pop("ticket")
            assert draft == {
                "id": ID,
                "place": "new",
                "version": 1,
                "selection_start": 2,
                "selection_end": 4,
                "scroll": 9,
                "saved_at": START,
                "utc_offset": 60,
                "ticket_expires_at": START + 86_400,
                "others": 0,
                "attachments": [],
            }

    def test_a_fresh_composer_has_a_ticket_too(self, book: Book) -> None:
        """The first word can be saved at once."""
        window = book.signed_in()
        draft, text = composer_of(window.visit("/").text)
        assert (draft["version"], draft["saved_at"], text) == (0, None, "")
        answer = window.put(f"/api/drafts/new?ticket={draft['ticket']}", {"text": "w", "id": draft["id"]})
        assert answer.status == 200

    def test_counts_the_other_drafts(self, book: Book) -> None:
        """So that the page can say that there are more."""
        ada = book.signed_in()
        forked = fork_of(ada)
        ada.put("/api/drafts/reply-9", {"text": "reply"})
        draft, text = composer_of(ada.visit(f"/?draft={forked}").text)
        assert (draft["others"], text) == (2, "second")

    @pytest.mark.parametrize("asked", [OTHER, "", "x"])
    def test_an_address_whose_draft_is_gone_leads_to_the_book(self, book: Book, asked: str) -> None:
        """It was posted or discarded since, or the next person came back to it."""
        ada = book.signed_in()
        save(ada)
        answer = ada.get(f"/?draft={asked}")
        assert (answer.status, answer.location) == (303, "/")

    def test_drafts_are_listed_with_place_and_time(self, book: Book) -> None:
        """Open ones lead on to the page of their place."""
        ada = book.signed_in()
        save(ada, "\n  <i>Pump\nmore")
        ada.put("/api/drafts/reply-9", {"text": "A reply", "id": OTHER})
        ada.put("/api/drafts/amend-17", {"text": "An amendment", "id": "c" * 32})
        ada.delete("/api/drafts/amend-17")
        page = ada.visit("/drafts").text
        assert "&lt;i&gt;Pump" in page
        assert "more" not in page.partition("<h1>Drafts")[2].partition("</main>")[0]
        leads_on = (f'"/?draft={ID}"', f'"/entries/9/reply?draft={OTHER}"')
        for words in ("New entry", "Reply to 9", "Amendment of 17", "today 15:13", *leads_on):
            assert words in page

    def test_an_empty_list_names_the_next_step(self, book: Book) -> None:
        """As every empty page does."""
        assert book.signed_in().visit("/drafts").status == 200
