"""P3: all windows of a browser share its cookies, and none acts as somebody it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Book

ADA, BOB = {"Shiftbook-Person": "1"}, {"Shiftbook-Person": "2"}


def test_a_page_made_for_somebody_else_posts_nothing(book: Book) -> None:
    """The cookies are Bob's by now, the page asking is still Ada's: she is told, nothing is written."""
    window = book.signed_in()
    book.services.accounts.add("Bob Kahn", "correct horse battery", administrator=False, now=book.clock.now())
    assert window.post("/login", {"name": "Bob Kahn", "password": "correct horse battery"}).status == 200
    refused = window.post("/api/entries", {"text": "Ada's"}, **ADA)
    assert (refused.status, refused.code) == (409, "conflict")
    assert refused.json["detail"] == "Bob Kahn has signed in meanwhile. Sign in again as yourself to go on."
    assert book.rows("SELECT count(*) FROM entry") == [(0,)]
    assert window.post("/api/entries", {"text": "Bob's"}, **BOB).status == 201


@pytest.mark.parametrize("path", ["/", "/people", "/api/session", "/api/account/sessions", "/api/people"])
def test_the_rule_holds_for_every_route_with_a_session(book: Book, path: str) -> None:
    """Reading counts too: a page shows one person's things or another's, never both."""
    window = book.signed_in()
    assert window.get(path, **ADA).status == 200
    assert window.get(path, **BOB).status == 409


def test_a_refresh_asks_for_nobody(book: Book) -> None:
    """Renewing a session is for whoever holds it, whatever the page shows."""
    assert book.signed_in().post("/session/refresh", **BOB).status == 200
